//! Signing in: a page asks for the Flex token of a worker. There is no password.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::tokens::epoch_seconds;
use crate::world::World;

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
    worker_sid: String,
    roles: Vec<String>,
    /// In seconds since the Unix epoch.
    expires_at: u64,
}

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new().route("/session", post(open_session)).with_state(world)
}

async fn open_session(
    Extract(world): Extract<Arc<World>>,
    Json(request): Json<SessionRequest>,
) -> Result<Json<SessionReply>, StatusCode> {
    world.with(|state| {
        let life = request.lifetime_s.map_or_else(|| state.flex.token_life(), Duration::from_secs);
        let worker = state.contact_centre.worker_named(&request.identity, &request.account);
        let (token, session) =
            state.tokens.issue_flex(worker, life).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        state.log.add("flex token issued", json!({ "identity": session.identity }));
        Ok(Json(SessionReply {
            token,
            identity: session.identity,
            account_sid: session.account,
            worker_sid: session.worker,
            roles: session.roles,
            expires_at: epoch_seconds(session.expires_at),
        }))
    })
}
