//! Flex tokens at `https://iam.twilio.com/v1/Accounts/{sid}/Tokens`: `validate`, as Twilio's own
//! validator package asks for it, and `refresh`, by which Flex renews its own.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tokens::FlexSession;
use crate::world::World;

#[derive(Deserialize)]
struct TokenRequest {
    token: String,
}

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/v1/Accounts/{account}/Tokens/validate", post(validate))
        .route("/v1/Accounts/{account}/Tokens/refresh", post(refresh))
        .with_state(world)
}

async fn validate(
    State(world): State<Arc<World>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Json(request): Json<TokenRequest>,
) -> Response {
    let (user, password) = credentials(&headers).unwrap_or_default();
    if user != account || !world.read(|state| state.tokens.is_auth_token(&password)) {
        world.log("credentials refused", json!({ "account": account }));
        // https://www.twilio.com/docs/api/errors/20003
        let error = json!({ "code": 20_003, "message": "Authenticate", "status": 401 });
        return (StatusCode::UNAUTHORIZED, Json(error)).into_response();
    }
    let session = world.with(|state| state.tokens.flex(&request.token).cloned());
    let session = session.filter(|session| session.account == account);
    world.log("flex token validated", json!({ "valid": session.is_some() }));
    let invalid = || world.read(|state| invalid(state.tokens.verdict(&request.token)));
    Json(session.as_ref().map_or_else(invalid, describe)).into_response()
}

/// User and password of basic authentication. Flex (2.17.1) leaves a bracket behind them.
pub(crate) fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let credentials = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = BASE64_STANDARD.decode(credentials.trim_end_matches(')')).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// A new token for a worker whose old one still lives.
async fn refresh(
    State(world): State<Arc<World>>,
    Path(account): Path<String>,
    Json(request): Json<TokenRequest>,
) -> Response {
    let renewed = world.with(|state| {
        let session = state.tokens.flex(&request.token)?.clone();
        let worker = state.contact_centre.worker(&session.worker)?;
        let life = state.flex.token_life();
        let (token, session) = state.tokens.issue_flex(worker, life).ok()?;
        state.log.add("flex token renewed", json!({ "identity": session.identity }));
        let mut reply = describe(&session);
        reply["token"] = json!(token);
        (session.account == account).then_some(reply)
    });
    match renewed {
        Some(renewed) => Json(renewed).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// A token that is not valid, as Flex and the validator are told of it.
pub(crate) fn invalid((code, message): (u32, &str)) -> Value {
    json!({ "valid": false, "code": code, "message": message })
}

/// A token that lives, as Flex and the validator are told of it.
pub(crate) fn describe(session: &FlexSession) -> Value {
    json!({
        "valid": true,
        "code": 0,
        "message": null,
        "expiration": session.expiration(),
        "identity": session.identity,
        "realm_user_id": session.identity,
        "roles": session.roles,
        "worker_sid": session.worker,
        "flex_user_sid": "FU00000000000000000000000000000000",
    })
}
