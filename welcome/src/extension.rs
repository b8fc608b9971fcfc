//! What the page needs of the extension around it.

use leptos_dom::helpers::window_event_listener_untyped;
use voice_client_browser::{Error, Sound, action, runtime};
pub(crate) use voice_client_ui::Worker;
use wasm_bindgen_futures::spawn_local;

/// The bundled sound that a call would ring with.
const RINGING: &str = "sounds/incoming.wav";

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
