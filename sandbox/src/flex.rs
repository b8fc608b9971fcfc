//! The Flex page: a plain page at Flex's address that speaks to the extension as a
//! deployed plugin does. It has no Flex UI.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Extract;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::tokens::epoch_seconds;
use crate::world::World;

/// Longer than anybody looks at the page, so that a token ends only where somebody ends it. Flex's
/// own tokens live for an hour.
const DEFAULT_LIFETIME_S: u64 = 24 * 3_600;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SessionRequest {
    identity: String,
    account: String,
    lifetime_s: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionReply {
    token: String,
    identity: String,
    account_sid: String,
    /// In seconds since the Unix epoch.
    expires_at: u64,
}

pub(crate) fn router(world: Arc<World>) -> Router {
    let page = || async { Html(include_str!("flex/page.html")) };
    let asset = |kind: &'static str, text: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text).into_response() })
    };
    Router::new()
        .route("/", get(page))
        .route("/agent-desktop", get(page))
        .route("/page.js", asset("text/javascript", include_str!("flex/page.js")))
        .route("/page.css", asset("text/css", include_str!("flex/page.css")))
        .route("/favicon.ico", asset("image/svg+xml", include_str!("flex/icon.svg")))
        .route("/session", post(open_session))
        .with_state(world)
}

/// Signs a worker in: gives the page a Flex token.
async fn open_session(
    Extract(world): Extract<Arc<World>>,
    Json(request): Json<SessionRequest>,
) -> Json<SessionReply> {
    let life = Duration::from_secs(request.lifetime_s.unwrap_or(DEFAULT_LIFETIME_S));
    world.with(|state| {
        let (token, session) = state.tokens.issue_flex(&request.identity, &request.account, life);
        state.log.add("flex token issued", json!({ "identity": session.identity }));
        Json(SessionReply {
            token,
            identity: session.identity,
            account_sid: session.account,
            expires_at: epoch_seconds(session.expires_at),
        })
    })
}
