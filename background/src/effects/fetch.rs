//! The token Function: <https://www.twilio.com/docs/serverless/functions-assets>.

use std::time::Duration;

use js_sys::{Reflect, Uint8Array};
use voice_client_core::{Attempt, Event, IdentityPrefix, Secret, TokenError, TokenReply, TokenUrl};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, Request, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect, Response, UrlSearchParams, WorkerGlobalScope,
};

use crate::shell::Shell;

/// A reply is a token and a name; of one that is longer, in bytes, the rest is not read.
const LONGEST_REPLY: usize = 64 * 1024;

/// What to ask, and whom.
pub(super) struct Order {
    pub(super) url: TokenUrl,
    pub(super) flex_token: Secret<String>,
    pub(super) prefix: Option<IdentityPrefix>,
    pub(super) timeout: Duration,
}

/// Asks for a voice token.
pub(super) fn run(shell: &Shell, attempt: Attempt, order: Order) {
    let shell = shell.weak();
    spawn_local(async move {
        let result = fetch(order).await;
        if let Some(shell) = shell.upgrade() {
            shell.tell(Event::VoiceToken { attempt, result });
        }
    });
}

async fn fetch(order: Order) -> Result<TokenReply, TokenError> {
    let request = request(&order).map_err(|_| TokenError::Unreachable)?;
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let response = JsFuture::from(scope.fetch_with_request(&request)).await.map_err(failed)?;
    let response: Response = response.unchecked_into();
    if response.status() != 200 {
        return Err(TokenError::from_status(response.status()));
    }
    TokenReply::parse(&read(&response).await?)
}

/// A form is a CORS-simple request: it needs no preflight, and keeps the token out of the URL.
fn request(order: &Order) -> Result<Request, JsValue> {
    let form = UrlSearchParams::new()?;
    form.append("Token", order.flex_token.expose());
    if let Some(prefix) = &order.prefix {
        form.append("VoiceClientPrefix", prefix.as_str());
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&form);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    let timeout = u32::try_from(order.timeout.as_millis()).unwrap_or(u32::MAX);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(timeout)));
    Request::new_with_str_and_init(order.url.as_str(), &init)
}

async fn read(response: &Response) -> Result<Vec<u8>, TokenError> {
    let Some(body) = response.body() else { return Err(TokenError::Garbled) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(failed)?;
        // `{ done: true }` has no value.
        let Ok(chunk) = Reflect::get(&chunk, &"value".into()).and_then(JsCast::dyn_into) else {
            return Ok(bytes);
        };
        let chunk: Uint8Array = chunk;
        bytes.extend(chunk.to_vec());
        if bytes.len() > LONGEST_REPLY {
            drop(reader.cancel());
            return Err(TokenError::Garbled);
        }
    }
}

/// What `fetch` rejects with: a `TimeoutError` when the signal ended it.
fn failed(thrown: JsValue) -> TokenError {
    let name = Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string());
    if name.as_deref() == Some("TimeoutError") {
        TokenError::TimedOut
    } else {
        TokenError::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;
    use web_sys::Url;

    use super::*;

    /// What stands for the host, as core reads it.
    fn host(url: &str) -> String {
        let (_, rest) = url.split_once("://").unwrap();
        let authority = rest.split(['/', '?', '#']).next().unwrap();
        let port = authority.rfind(':').filter(|_| !authority.ends_with(']'));
        authority[..port.unwrap_or(authority.len())].to_lowercase()
    }

    #[test]
    fn the_browser_asks_the_host_that_was_checked() {
        let schemes = ["https://", "http://", "HTTPS://", "https:/", "https:", "//", "ftp://"];
        let users = ["", "user@", "a:b@", "localhost@", "localhost%40", "localhost:1@"];
        let hosts = ["a.example", "A.example", "localhost", "127.0.0.1", "[::1]", "[::2]", ""];
        let more = ["", ".b.example", "\\", "\t", " ", "\u{ff0e}", "..", "%00", "_"];
        let ports = ["", ":1", ":", ":x", ":99999", ":1@b.example", ":443"];
        let paths = ["", "/", "/a?b#c", "?@b.example", "#@b.example", "\\@b.example", "/../\n"];
        let mut asked = 0;
        for scheme in schemes {
            for (user, host_name) in users.iter().flat_map(|it| hosts.map(|host| (it, host))) {
                for (more, port) in more.iter().flat_map(|it| ports.map(|port| (it, port))) {
                    for path in paths {
                        let text = format!("{scheme}{user}{host_name}{more}{port}{path}");
                        let Ok(checked) = TokenUrl::parse(text.as_str()) else { continue };
                        // What the browser can't parse it does not ask.
                        let Ok(url) = Url::new(checked.as_str()) else { continue };
                        asked += 1;
                        assert_eq!(url.hostname(), host(&text), "{text}");
                        assert_eq!(url.username() + &url.password(), "", "{text}");
                        let loopback = ["localhost", "127.0.0.1", "[::1]"];
                        let secure = url.protocol() == "https:";
                        assert!(secure || loopback.contains(&&*url.hostname()), "{text}");
                    }
                }
            }
        }
        assert!(asked > 200, "{asked}");
    }
}
