//! What the person has set is in `chrome.storage.sync`, what a policy has in `chrome.storage.managed`:
//! each setting under its name.

use std::rc::Rc;

use voice_client_browser::storage::Area;
use voice_client_core::{Choice, Event};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::shell::Shell;
use crate::{warn, warn_of};

const NOTIFICATIONS: &str = "notifications";

/// Tells the client what is set.
pub(crate) fn tell(shell: &Rc<Shell>) {
    let shell = Rc::clone(shell);
    spawn_local(async move {
        let (chosen, policy) = (read(Area::Sync).await, read(Area::Managed).await);
        shell.tell(Event::Settings { chosen, policy });
    });
}

/// Keeps what the person has chosen; a failure is logged, and counts until the browser is closed.
pub(crate) async fn keep(choice: Choice) {
    let value = choice.notifications.map_or(JsValue::UNDEFINED, JsValue::from);
    warn_of(Area::Sync.set(vec![(NOTIFICATIONS, value)]).await);
}

async fn read(area: Area) -> Choice {
    let values = area.get(&[NOTIFICATIONS]).await.inspect_err(warn).unwrap_or_default();
    Choice { notifications: values.first().and_then(JsValue::as_bool) }
}
