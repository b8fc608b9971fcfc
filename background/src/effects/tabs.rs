//! Pages that are shown, and Flex tabs that were there before the extension.

use voice_client_browser::{Error, runtime, scripting, tabs};
use voice_client_core::TabId;
use wasm_bindgen_futures::spawn_local;

use crate::{warn, warn_of};

const FLEX: &str = "https://flex.twilio.com/";

/// Shows the page that asks for the microphone.
pub(super) fn open_welcome() {
    spawn_local(async { warn_of(tabs::create(&runtime::url("welcome.html")).await) });
}

/// Shows this tab; opens Flex in a new one if there is none, or if it is gone.
pub(super) fn open_flex(tab: Option<TabId>) {
    spawn_local(async move {
        let is_shown = match tab {
            Some(TabId(tab)) => tabs::show(tab).await.is_ok(),
            None => false,
        };
        if !is_shown {
            warn_of(tabs::create(FLEX).await);
        }
    });
}

/// Puts the content script into every tab that it belongs in.
pub(super) fn inject_content_scripts() {
    spawn_local(async {
        for script in runtime::manifest().content_scripts {
            match tabs::matching(&script.matches).await {
                Ok(found) => {
                    for tab in found.into_iter().filter_map(|tab| tab.id) {
                        // A tab that is discarded or shows an error page takes no script; it gets
                        // one when it is loaded again.
                        let _: Result<(), Error> = scripting::execute(tab, &script.js).await;
                    }
                }
                Err(error) => warn(&error),
            }
        }
    });
}
