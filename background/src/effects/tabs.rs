//! Pages that are shown, and Flex tabs that were there before the extension.

use voice_client_browser::{Error, runtime, scripting, tabs};
use voice_client_core::TabId;
use wasm_bindgen_futures::spawn_local;

use crate::{warn, warn_of};

const FLEX: &str = "https://flex.twilio.com/";

/// Shows the welcome page, in the tab that it is open in or a new one.
pub(super) fn open_welcome() {
    spawn_local(async {
        let page = runtime::url("welcome.html");
        let tab = runtime::tab_of_page(&page).await.ok().flatten();
        show_or_open(tab, &page).await;
    });
}

/// Shows this tab; opens Flex in a new one if there is none, or if it is gone.
pub(super) fn open_flex(tab: Option<TabId>) {
    spawn_local(show_or_open(tab.map(|TabId(tab)| tab), FLEX));
}

async fn show_or_open(tab: Option<u32>, url: &str) {
    let is_shown = match tab {
        Some(tab) => tabs::show(tab).await.is_ok(),
        None => false,
    };
    if !is_shown {
        warn_of(tabs::create(url).await);
    }
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
