//! The token Function, `https://….twil.io/generateToken`, well and unwell.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::world::World;

const DEFAULT_PREFIX: &str = "ext_";
const DEFAULT_LIFETIME_S: u64 = 3_600;

/// How the Function behaves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunctionBehaviour {
    /// What it answers.
    #[serde(default)]
    pub mode: FunctionMode,
    /// The status of [`FunctionMode::Status`]; 500 without one.
    pub status: Option<u16>,
    /// Answers only after this time, in ms.
    #[serde(default)]
    pub delay_ms: u64,
    /// For so many requests; then it is well again. For ever, without a number.
    pub times: Option<u64>,
    /// Life of the voice tokens in s, however long the Function is unwell; 3600 without one.
    pub lifetime_s: Option<u64>,
}

/// What the Function answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FunctionMode {
    /// A token for a good Flex token, 401 or 403 for others.
    #[default]
    Ok,
    /// A bare HTTP status.
    Status,
    /// 200 and an HTML page, as a captive portal does.
    Html,
    /// 200 and `{}`.
    Empty,
    /// 200 and JSON that ends half-way.
    Garbled,
    /// 200, and a token that has no identity.
    Nobody,
    /// Nothing, ever.
    Never,
}

/// The Function's state.
#[derive(Debug, Default)]
pub(crate) struct Function {
    behaviour: FunctionBehaviour,
    lifetime_s: Option<u64>,
    pub(crate) requests: Vec<Instant>,
}

impl Function {
    pub(crate) fn set(&mut self, behaviour: FunctionBehaviour) {
        self.lifetime_s = behaviour.lifetime_s;
        self.behaviour = behaviour;
    }

    /// Counts a request in, and says how to answer it.
    fn next(&mut self) -> (FunctionMode, StatusCode, Duration) {
        self.requests.push(Instant::now());
        let behaviour = &mut self.behaviour;
        let status = behaviour
            .status
            .and_then(|status| StatusCode::from_u16(status).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let answer = (behaviour.mode, status, Duration::from_millis(behaviour.delay_ms));
        match &mut behaviour.times {
            Some(0) => return (FunctionMode::Ok, StatusCode::OK, Duration::ZERO),
            Some(left) => *left -= 1,
            None => {}
        }
        answer
    }
}

#[derive(Debug, Deserialize)]
struct TokenRequest {
    #[serde(rename = "Token")]
    token: Option<String>,
    #[serde(rename = "VoiceClientPrefix")]
    prefix: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenReply {
    identity: String,
    token: String,
    expires_in: u64,
}

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new().route("/generateToken", get(generate).post(generate)).with_state(world)
}

async fn generate(
    State(world): State<Arc<World>>,
    method: Method,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let (mode, status, delay) = world.with(|state| state.function.next());
    world.log("token requested", json!({ "method": method.as_str(), "answer": mode }));
    tokio::time::sleep(delay).await;
    let response = match mode {
        FunctionMode::Ok => {
            let form = if method == Method::GET {
                query.unwrap_or_default().into_bytes()
            } else {
                body.to_vec()
            };
            token(&world, &form)
        }
        FunctionMode::Status => status.into_response(),
        FunctionMode::Html => Html("<!doctype html><title>Sign in</title>").into_response(),
        FunctionMode::Empty => Json(json!({})).into_response(),
        FunctionMode::Garbled => {
            ([(header::CONTENT_TYPE, "application/json")], "{\"identity\":\"ext_").into_response()
        }
        FunctionMode::Nobody => {
            Json(json!({ "identity": null, "token": null, "expiresIn": null })).into_response()
        }
        FunctionMode::Never => std::future::pending().await,
    };
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], response).into_response()
}

fn token(world: &World, form: &[u8]) -> Response {
    let Ok(request) = serde_urlencoded::from_bytes::<TokenRequest>(form) else {
        return refusal(StatusCode::BAD_REQUEST, "the request is no form");
    };
    let Some(flex_token) = request.token.filter(|token| !token.is_empty()) else {
        return refusal(StatusCode::UNAUTHORIZED, "Unauthorized: Token was not provided");
    };
    let prefix = request.prefix.as_deref().unwrap_or(DEFAULT_PREFIX);
    let minted = world.with(|state| {
        let session = state.tokens.flex(&flex_token)?.clone();
        let lifetime_s = state.function.lifetime_s.unwrap_or(DEFAULT_LIFETIME_S);
        let identity = format!("{prefix}{}", session.identity);
        let life = Duration::from_secs(lifetime_s);
        let token = state.tokens.issue_voice(&identity, &session.account, life).ok()?;
        Some(TokenReply { identity, token, expires_in: lifetime_s })
    });
    let Some(reply) = minted else {
        world.log("flex token refused", json!({}));
        return refusal(StatusCode::FORBIDDEN, "Forbidden: the Flex token is not valid");
    };
    let details = json!({ "identity": reply.identity, "expiresIn": reply.expires_in });
    world.log("voice token issued", details);
    Json(reply).into_response()
}

fn refusal(status: StatusCode, message: &str) -> Response {
    (status, message.to_owned()).into_response()
}
