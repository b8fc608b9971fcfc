//! Whether there is a network.

use voice_client_core::{Attempt, Event};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortSignal, Request, RequestCache, RequestCredentials, RequestInit, RequestMode,
    WorkerGlobalScope,
};

use crate::shell::Shell;

/// Twilio's signalling server. Chrome makes sockets wait that come after many that failed, and
/// other requests not.
const SIGNALLING: &str = "https://voice-js.roaming.twilio.com/";
/// How long an answer may take, in ms.
const TIMEOUT_MS: u32 = 4_000;

/// Asks whether somebody answers.
pub(super) fn run(shell: &Shell, attempt: Attempt) {
    let shell = shell.weak();
    spawn_local(async move {
        let answered = ask().await.is_ok();
        if let Some(shell) = shell.upgrade() {
            shell.tell(Event::NetworkProbed { attempt, answered });
        }
    });
}

async fn ask() -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_method("HEAD");
    // What it answers is nobody's business, and not to be read.
    init.set_mode(RequestMode::NoCors);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let request = Request::new_with_str_and_init(SIGNALLING, &init)?;
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    JsFuture::from(scope.fetch_with_request(&request)).await.map(drop)
}
