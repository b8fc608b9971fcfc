//! What the page needs of the extension around it.

use std::cell::Cell;
use std::time::Duration;

use leptos_dom::helpers::{set_timeout, window_event_listener_untyped};
use voice_client_browser::{Connection, Error, Signal as PortSignal, Sound, action, runtime};
use voice_client_core::{Intent, View, protocol};
use wasm_bindgen_futures::spawn_local;

/// The bundled sound that a call would ring with.
const RINGING: &str = "sounds/incoming.wav";

/// How long the worker may take to say something, as in the popup.
const PATIENCE: Duration = Duration::from_secs(8);

/// What is heard from the worker.
#[derive(Debug)]
pub(crate) enum Signal {
    /// It is there, or another one is.
    Opened,
    /// A view that is not older than the last.
    View(Box<View>),
    /// It could have said something by now.
    Silent,
}

/// The worker at the other end of the Port, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Worker(Connection<View>);

impl Worker {
    /// Connects, and tells what comes of it.
    pub(crate) fn connect(tell: impl Fn(Signal) + Copy + 'static) -> Self {
        set_timeout(move || tell(Signal::Silent), PATIENCE);
        let newest = Cell::new(0);
        Self(Connection::<View>::open(protocol::port::WELCOME, move |signal| match signal {
            PortSignal::Opened => {
                // Another worker counts anew.
                newest.set(0);
                tell(Signal::Opened);
            }
            PortSignal::Message(view) if view.revision < newest.get() => {}
            PortSignal::Message(view) => {
                newest.set(view.revision);
                tell(Signal::View(Box::new(view)));
            }
        }))
    }

    /// Tells it what the person wants, unless there is none in these few milliseconds.
    pub(crate) fn wants(&self, intent: &Intent) -> bool {
        self.0.post(intent).is_ok()
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
