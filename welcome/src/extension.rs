//! What the page needs of the extension around it.

use std::cell::Cell;

use leptos_dom::helpers::window_event_listener_untyped;
use voice_client_browser::{Connection, Error, Signal, Sound, action, runtime};
use voice_client_core::{Intent, View, protocol};
use wasm_bindgen_futures::spawn_local;

/// The bundled sound that a call would ring with.
const RINGING: &str = "sounds/incoming.wav";

/// The worker at the other end of the Port, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Worker(Connection<View>);

impl Worker {
    /// Connects, and tells of each view that is not older than the last.
    pub(crate) fn connect(on_view: impl Fn(View) + 'static) -> Self {
        let newest = Cell::new(0);
        Self(Connection::<View>::open(protocol::port::WELCOME, move |signal| match signal {
            // Another worker counts anew.
            Signal::Opened => newest.set(0),
            Signal::Message(view) if view.revision < newest.get() => {}
            Signal::Message(view) => {
                newest.set(view.revision);
                on_view(view);
            }
        }))
    }

    /// Tells it what the person wants. In the few milliseconds without a worker nothing can be
    /// pressed that is for it: what it has said is what can be.
    pub(crate) fn wants(&self, intent: &Intent) {
        drop(self.0.post(intent));
    }
}

/// Tells whether the icon is always seen: soon, and each time that this changes.
pub(crate) fn watch_toolbar(tell: impl Fn(Option<bool>) + Clone + 'static) {
    let look = move || {
        let tell = tell.clone();
        spawn_local(async move { tell(action::is_on_toolbar().await) });
    };
    look();
    // Pinning takes the focus away for a moment, and not every Chrome tells of it.
    window_event_listener_untyped("focus", {
        let look = look.clone();
        move |_| look()
    });
    action::on_toolbar_change(look);
}

/// Loads the extension anew: its pages go, too.
pub(crate) fn restart() {
    runtime::reload();
}

/// Rings through a speaker.
pub(crate) async fn ring(speaker: Option<&str>) -> Result<Sound, Error> {
    Sound::play(RINGING, speaker).await
}
