//! The token Function, `https://….twil.io/generateToken`, well and unwell.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::world::World;

const DEFAULT_PREFIX: &str = "ext_";
const DEFAULT_LIFETIME_S: u64 = 3_600;
/// Where [`FunctionMode::Redirect`] leads.
const ELSEWHERE: &str = "/elsewhere";
/// How many bytes [`FunctionMode::Huge`] adds.
const HUGE: usize = 1024 * 1024;

/// How the Function behaves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FunctionBehaviour {
    /// What it answers.
    #[serde(default)]
    pub mode: FunctionMode,
    /// The status of [`FunctionMode::Status`], 500 without one, and of [`FunctionMode::Redirect`],
    /// 302 without one.
    pub status: Option<u16>,
    /// Answers only after this time, in ms.
    #[serde(default)]
    pub delay_ms: u64,
    /// For so many requests; then it is well again. For ever, without a number.
    pub times: Option<u64>,
    /// Where the Function of [`FunctionMode::Forward`] is.
    pub port: Option<u16>,
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
    /// A redirect to another path of the same host, which answers as the Function does when it is
    /// well: 307 and 308 have the browser send the form there, with the Flex token in it.
    Redirect,
    /// What a well Function answers, and a megabyte of spaces after it.
    Huge,
    /// Nothing, ever.
    Never,
    /// What the Function says that runs at `port` on loopback.
    Forward,
}

/// The Function's state.
#[derive(Debug, Default)]
pub(crate) struct Function {
    behaviour: FunctionBehaviour,
    lifetime_s: Option<u64>,
    pub(crate) requests: Vec<Instant>,
}

/// How a request is to be answered.
struct Answer {
    mode: FunctionMode,
    status: StatusCode,
    port: u16,
    delay: Duration,
}

impl Function {
    pub(crate) fn set(&mut self, behaviour: FunctionBehaviour) {
        self.lifetime_s = behaviour.lifetime_s;
        self.behaviour = behaviour;
    }

    /// Counts a request in, and says how to answer it.
    fn next(&mut self) -> Answer {
        self.requests.push(Instant::now());
        let behaviour = &mut self.behaviour;
        let usual = if behaviour.mode == FunctionMode::Redirect {
            StatusCode::FOUND
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        let status =
            behaviour.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(usual);
        let answer = Answer {
            mode: behaviour.mode,
            status,
            port: behaviour.port.unwrap_or_default(),
            delay: Duration::from_millis(behaviour.delay_ms),
        };
        match &mut behaviour.times {
            Some(0) => return Answer { mode: FunctionMode::Ok, delay: Duration::ZERO, ..answer },
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
    Router::new()
        .route("/generateToken", get(generate).post(generate))
        .route(ELSEWHERE, get(elsewhere).post(elsewhere))
        .with_state(world)
}

async fn generate(
    State(world): State<Arc<World>>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = world.with(|state| state.function.next());
    world.log("token requested", json!({ "method": method.as_str(), "answer": answer.mode }));
    world.be_late(answer.delay).await;
    let response = match answer.mode {
        FunctionMode::Forward => {
            // It says itself who may read its answer.
            return forward(answer.port, method, query, headers, body)
                .await
                .unwrap_or_else(|error| refusal(StatusCode::BAD_GATEWAY, &error.to_string()));
        }
        FunctionMode::Ok => token(&world, &form(&method, query, &body)),
        FunctionMode::Status => answer.status.into_response(),
        FunctionMode::Html => Html("<!doctype html><title>Sign in</title>").into_response(),
        FunctionMode::Empty => Json(json!({})).into_response(),
        FunctionMode::Garbled => {
            ([(header::CONTENT_TYPE, "application/json")], "{\"identity\":\"ext_").into_response()
        }
        FunctionMode::Nobody => {
            Json(json!({ "identity": null, "token": null, "expiresIn": null })).into_response()
        }
        FunctionMode::Redirect => (answer.status, [(header::LOCATION, ELSEWHERE)]).into_response(),
        FunctionMode::Huge => padded(token(&world, &form(&method, query, &body))).await,
        FunctionMode::Never => std::future::pending().await,
    };
    readable_by_all(response)
}

/// Where a redirect leads: nobody should follow it.
async fn elsewhere(
    State(world): State<Arc<World>>,
    method: Method,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    world.log("token requested elsewhere", json!({ "method": method.as_str() }));
    readable_by_all(token(&world, &form(&method, query, &body)))
}

fn readable_by_all(response: Response) -> Response {
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], response).into_response()
}

fn form(method: &Method, query: Option<String>, body: &Bytes) -> Vec<u8> {
    if method == Method::GET { query.unwrap_or_default().into_bytes() } else { body.to_vec() }
}

/// The same, and longer than anybody needs it.
async fn padded(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let mut said = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    said.resize(said.len() + HUGE, b' ');
    Response::from_parts(parts, Body::from(said))
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

/// Asks the Function that runs elsewhere.
async fn forward(
    port: u16,
    method: Method,
    query: Option<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, hyper_util::client::legacy::Error> {
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = method;
    *request.uri_mut() =
        format!("http://127.0.0.1:{port}/generateToken{query}").parse().unwrap_or_default();
    *request.headers_mut() = headers;
    request.headers_mut().remove(header::HOST);
    let client = Client::builder(TokioExecutor::new()).build_http();
    Ok(client.request(request).await?.map(Body::new))
}

fn refusal(status: StatusCode, message: &str) -> Response {
    (status, message.to_owned()).into_response()
}
