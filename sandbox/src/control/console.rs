//! The page at the control API's port: how to open Flex here, and the two things that a person needs
//! who tries it, a call and its end.

use axum::Router;
use axum::response::Html;
use axum::routing::get;

use crate::media::stun;

/// `port` is where Twilio's hosts are.
pub(super) fn router(port: u16) -> Router {
    let page = include_str!("console.html")
        .replace("{port}", &port.to_string())
        .replace("{stun}", &stun::address(port).to_string());
    Router::new().route("/", get(async move || Html(page.clone())))
}
