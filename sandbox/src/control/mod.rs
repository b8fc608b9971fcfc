//! The control API: what a test or the demo does to the world, and what it sees of it.
//! The README describes it.

mod console;
mod contact_centre;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Path, Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calls::{self, Call, EndedBy, NewCall, PlaceError};
use crate::contact_centre::WriteError;
use crate::function::{Function, FunctionBehaviour};
use crate::signalling::SignallingBehaviour;
use crate::world::{State, World};

/// How long a wait lasts where the request names no time.
const DEFAULT_WAIT_MS: u64 = 10_000;
const DEFAULT_CALLER: &str = "+15550100";

type Shared = Extract<Arc<World>>;

/// `port` is where Twilio's hosts are.
pub(crate) fn router(world: Arc<World>, port: u16) -> Router {
    Router::new()
        .route("/state", get(show_state))
        .route("/events", get(events))
        .route("/calls", get(list_calls).post(place_call))
        .route("/calls/{sid}", get(show_call))
        .route("/calls/{sid}/hangup", post(hang_up))
        .route("/calls/{sid}/mark", post(mark))
        .route("/sockets/drop", post(drop_sockets))
        .route("/signalling", post(set_signalling))
        .route("/media", post(set_media))
        .route("/function", post(set_function))
        .route("/release", post(release))
        .route("/tokens/expire", post(expire_tokens))
        .route("/reset", post(reset))
        .merge(contact_centre::router())
        .with_state(world)
        .merge(console::router(port))
}

/// Why a request to the control API fails.
#[derive(Debug, thiserror::Error)]
enum ControlError {
    #[error("there is no call {0}")]
    NoSuchCall(String),
    #[error("the call {0} has ended already")]
    Ended(String),
    #[error("waited {0} ms in vain")]
    TimedOut(u64),
    #[error("there is no worker {0}: nobody has signed in so")]
    NoSuchWorker(String),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Place(#[from] PlaceError),
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NoSuchCall(_) | Self::NoSuchWorker(_) => StatusCode::NOT_FOUND,
            Self::Write(_) => StatusCode::BAD_REQUEST,
            Self::TimedOut(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Ended(_) | Self::Place(PlaceError::NotRegistered(_)) => StatusCode::CONFLICT,
            Self::Place(PlaceError::Media(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StateQuery {
    wait_registered: Option<String>,
    wait_unregistered: Option<String>,
    timeout_ms: Option<u64>,
}

async fn show_state(
    Extract(world): Shared,
    Query(query): Query<StateQuery>,
) -> Result<Json<Value>, ControlError> {
    let timeout_ms = query.timeout_ms.unwrap_or(DEFAULT_WAIT_MS);
    let is_registered =
        |state: &State, identity: &str| !state.sockets.registered(identity).is_empty();
    world
        .wait_until(Duration::from_millis(timeout_ms), |state| {
            let there = query.wait_registered.as_ref().is_none_or(|it| is_registered(state, it));
            let gone = query.wait_unregistered.as_ref().is_none_or(|it| !is_registered(state, it));
            (there && gone).then(|| describe(state))
        })
        .await
        .map(Json)
        .ok_or(ControlError::TimedOut(timeout_ms))
}

fn describe(state: &State) -> Value {
    let sockets: Vec<_> = state
        .sockets
        .all()
        .map(|(id, socket)| {
            json!({
                "id": id,
                "identity": socket.identity(),
                "registered": socket.registered,
                "edge": socket.edge,
                "reconnectTimeoutS": socket.reconnect_timeout.as_secs(),
            })
        })
        .collect();
    let requests = &state.function.requests;
    let request_times: Vec<_> = requests.iter().map(|at| state.log.clock.epoch_ms(*at)).collect();
    json!({
        "registered": state.sockets.identities(),
        "sockets": sockets,
        "calls": state.calls.values().map(|call| call.report(&state.log.clock)).collect::<Vec<_>>(),
        "flexTokensIssued": state.tokens.flex_issued,
        "voiceTokensIssued": state.tokens.voice_issued,
        "functionRequests": requests.len(),
        "functionRequestTimes": request_times,
        "unknownRequests": state.unknown_requests,
        "events": state.log.since(0).len(),
    })
}

#[derive(Debug, Deserialize)]
struct EventsQuery {
    #[serde(default)]
    since: u64,
}

async fn events(Extract(world): Shared, Query(query): Query<EventsQuery>) -> Json<Value> {
    Json(world.read(|state| json!(state.log.since(query.since))))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceCall {
    to: String,
    from: Option<String>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

async fn place_call(
    Extract(world): Shared,
    Json(order): Json<PlaceCall>,
) -> Result<Json<Value>, ControlError> {
    let sid = calls::place(
        &world,
        NewCall {
            to: order.to,
            from: order.from.unwrap_or_else(|| DEFAULT_CALLER.to_owned()),
            parameters: order.parameters,
            seat: None,
        },
    )?;
    Ok(Json(json!({ "callSid": sid })))
}

async fn list_calls(Extract(world): Shared) -> Json<Value> {
    Json(world.read(|state| {
        state.calls.values().map(|call| json!(call.report(&state.log.clock))).collect()
    }))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CallQuery {
    wait: Option<WaitFor>,
    timeout_ms: Option<u64>,
}

/// What a call may be waited for.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum WaitFor {
    /// Answered.
    Active,
    /// Over.
    Ended,
    /// The first packet of the agent's audio.
    Audio,
    /// Something loud enough to be heard within the last 1.5 s.
    Audible,
    /// Packets keep coming, and nothing in them was loud enough to be heard for 1.5 s.
    Silent,
}

impl WaitFor {
    fn is_met(self, call: &Call) -> bool {
        match self {
            Self::Active => call.is_active(),
            Self::Ended => call.is_ended(),
            Self::Audio => call.hearing().first_packet().is_some(),
            Self::Audible => call.hearing().report(Instant::now()).audible,
            Self::Silent => {
                let report = call.hearing().report(Instant::now());
                report.last_packet_ago_ms.is_some_and(|ago| ago < 200)
                    && report.silent_for_ms.is_some_and(|silent| silent > 1_500)
            }
        }
    }
}

async fn show_call(
    Extract(world): Shared,
    Path(sid): Path<String>,
    Query(query): Query<CallQuery>,
) -> Result<Json<Value>, ControlError> {
    let timeout_ms = query.timeout_ms.unwrap_or(DEFAULT_WAIT_MS);
    let found = world
        .wait_until(Duration::from_millis(timeout_ms), |state| {
            let Some(call) = state.calls.get(&sid) else {
                return Some(Err(ControlError::NoSuchCall(sid.clone())));
            };
            let met = query.wait.is_none_or(|wait| wait.is_met(call));
            // Waiting on for an ended call to do anything would be in vain.
            if !met && call.is_ended() {
                return Some(Err(ControlError::Ended(sid.clone())));
            }
            met.then(|| Ok(Json(json!(call.report(&state.log.clock)))))
        })
        .await;
    found.unwrap_or(Err(ControlError::TimedOut(timeout_ms)))
}

async fn hang_up(
    Extract(world): Shared,
    Path(sid): Path<String>,
) -> Result<Json<Value>, ControlError> {
    world.with(|state| {
        if !state.calls.contains_key(&sid) {
            return Err(ControlError::NoSuchCall(sid));
        }
        if !state.end_call(&sid, EndedBy::Caller, "hung up", None) {
            return Err(ControlError::Ended(sid));
        }
        Ok(Json(json!(state.calls.get(&sid).map(|call| call.report(&state.log.clock)))))
    })
}

async fn mark(
    Extract(world): Shared,
    Path(sid): Path<String>,
) -> Result<Json<Value>, ControlError> {
    world.with(|state| {
        let call = state.calls.get(&sid).ok_or(ControlError::NoSuchCall(sid))?;
        call.hearing().mark(Instant::now());
        Ok(Json(json!(call.report(&state.log.clock))))
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whose {
    identity: Option<String>,
}

async fn drop_sockets(Extract(world): Shared, whose: Option<Json<Whose>>) -> Json<Value> {
    let identity = whose.and_then(|Json(whose)| whose.identity);
    let dropped = world.with(|state| {
        let dropped = state
            .sockets
            .all()
            .filter(|(_, socket)| identity.is_none() || socket.identity() == identity.as_deref())
            .map(|(_, socket)| socket.cut())
            .count();
        state.log.add("sockets dropped", json!({ "count": dropped, "identity": identity }));
        dropped
    });
    Json(json!({ "dropped": dropped }))
}

async fn set_signalling(
    Extract(world): Shared,
    Json(behaviour): Json<SignallingBehaviour>,
) -> Json<SignallingBehaviour> {
    world.with(|state| {
        state.sockets.behaviour = behaviour;
        state.log.add("signalling set", json!(behaviour));
    });
    Json(behaviour)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Media {
    cut: bool,
}

async fn set_media(Extract(world): Shared, Json(media): Json<Media>) -> StatusCode {
    world.with(|state| {
        state.media_path.cut(media.cut);
        state.log.add("media set", json!({ "cut": media.cut }));
    });
    StatusCode::NO_CONTENT
}

async fn set_function(
    Extract(world): Shared,
    Json(behaviour): Json<FunctionBehaviour>,
) -> Json<FunctionBehaviour> {
    world.with(|state| {
        state.function.set(behaviour.clone());
        state.log.add("function set", json!(behaviour));
    });
    Json(behaviour)
}

/// Has what is answered late be answered now.
async fn release(Extract(world): Shared) -> StatusCode {
    world.with(|state| {
        state.releases += 1;
        state.log.add("answers released", json!({}));
    });
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expire {
    kind: TokenKind,
    identity: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum TokenKind {
    Flex,
    Voice,
}

async fn expire_tokens(Extract(world): Shared, Json(expire): Json<Expire>) -> StatusCode {
    world.with(|state| {
        let identity = expire.identity.as_deref();
        state.log.add("tokens expired", json!({ "kind": expire.kind, "identity": identity }));
        match expire.kind {
            TokenKind::Flex => state.tokens.expire_flex(identity),
            TokenKind::Voice => state.tokens.expire_voice(identity),
        }
        state.sweep(Instant::now());
    });
    StatusCode::NO_CONTENT
}

/// Ends all calls and cures all faults; tokens and sockets stay as they are.
async fn reset(Extract(world): Shared) -> StatusCode {
    world.with(|state| {
        let sids: Vec<_> = state.calls.keys().cloned().collect();
        for sid in sids {
            state.end_call(&sid, EndedBy::Caller, "reset", None);
        }
        state.calls.clear();
        state.contact_centre.forget_tasks();
        state.function = Function::default();
        state.sockets.behaviour = SignallingBehaviour::default();
        state.media_path.cut(false);
        state.unknown_requests.clear();
        state.log.add("reset", json!({}));
    });
    StatusCode::NO_CONTENT
}
