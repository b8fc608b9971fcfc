//! What the desktop tells: <https://developer.chrome.com/docs/extensions/reference/api/notifications>.

use voice_client_browser::notifications::{self, Notification as Shown};
use voice_client_browser::{Error, runtime, tabs};
use voice_client_core::{Notification, Topic};
use voice_client_texts as texts;
use wasm_bindgen_futures::spawn_local;

use crate::warn_of;

const PICTURE: &str = "icons/app-128.png";

/// Tells it; of how a call stands only somebody who does not look at Flex.
pub(super) fn show(notification: Notification) {
    spawn_local(async move { warn_of(tell(notification).await) });
}

/// Takes it back.
pub(super) fn take_back(topic: Topic) {
    spawn_local(async move { warn_of(notifications::take_back(topic.id()).await) });
}

async fn tell(notification: Notification) -> Result<(), Error> {
    // Flex shows these itself.
    let is_call = matches!(notification, Notification::CallAnswered(_));
    let is_in_flex = is_call
        || matches!(
            notification,
            Notification::CallReconnecting(_) | Notification::FlexSessionEnded
        );
    if is_in_flex {
        // Where Chrome has no window, nobody looks at one.
        let is_in_front = tabs::is_in_front(&runtime::manifest().flex_pages()).await;
        if is_in_front.unwrap_or(false) {
            return Ok(());
        }
    }
    let id = notification.topic().id();
    let (title, message) = texts::notification(&notification);
    // A sound would be the first that the agent hears of the call.
    notifications::show(id, &Shown::new(runtime::url(PICTURE), title.text(), message, is_call))
        .await
}
