//! The plain page: it speaks to the extension as a deployed plugin does, and has no Flex UI.

use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;

pub(crate) fn router() -> Router {
    let page = || async { Html(include_str!("plain/page.html")) };
    let asset = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text).into_response() })
    };
    Router::new()
        .route("/plain", get(page))
        .route("/plain/page.js", asset("text/javascript", include_str!("plain/page.js")))
        .route("/plain/page.css", asset("text/css", include_str!("plain/page.css")))
        .route("/favicon.ico", asset("image/svg+xml", include_str!("icon.svg")))
}
