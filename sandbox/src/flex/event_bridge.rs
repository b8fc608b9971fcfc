//! TaskRouter, as Flex reaches it: `event-bridge.twilio.com/v1/wschannels`. Events come over a
//! WebSocket; every read and write is a `POST` that wraps a request to TaskRouter's API
//! (`task_router.rs`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at};

use super::task_router;
use crate::contact_centre::{Push, WORKSPACE};
use crate::log::UnknownRequest;
use crate::tokens::FlexSession;
use crate::world::World;

/// The client gives a silent connection up after 30 s.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(15);

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new().route("/v1/wschannels", get(upgrade).post(request)).with_state(world)
}

#[derive(Debug, Deserialize)]
struct Channel {
    token: String,
}

async fn upgrade(
    Extract(world): Extract<Arc<World>>,
    Query(channel): Query<Channel>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match world.read(|state| state.tokens.flex(&channel.token).cloned()) {
        Some(session) => upgrade.on_upgrade(move |socket| serve(world, socket, session)),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn serve(world: Arc<World>, socket: WebSocket, session: FlexSession) {
    let (outbox, mut inbox) = mpsc::unbounded_channel();
    let id = world.with(|state| {
        state.log.add("worker connected", json!({ "worker": session.identity }));
        state.contact_centre.open_bridge(&session.worker, outbox.clone())
    });
    let life = session.expires_at.duration_since(SystemTime::now()).unwrap_or_default();
    let _ = outbox.send(Push {
        event_type: "init",
        payload: json!({
            "channel_id": session.worker,
            "account_sid": session.account,
            "workspace_sid": WORKSPACE,
            "token_lifetime": u64::try_from(life.as_millis()).unwrap_or(u64::MAX),
        }),
    });
    let (mut sink, mut stream) = socket.split();
    let mut heartbeats = interval_at(Instant::now() + HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL);
    loop {
        let text = tokio::select! {
            _ = heartbeats.tick() => " ".to_owned(),
            push = inbox.recv() => match push {
                Some(Push { event_type, payload }) => {
                    json!({ "event_type": event_type, "payload": payload }).to_string()
                }
                None => break,
            },
            message = stream.next() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => continue,
            },
        };
        if sink.send(Message::Text(text.into())).await.is_err() {
            break;
        }
    }
    world.with(|state| {
        state.contact_centre.close_bridge(id);
        state.log.add("worker disconnected", json!({ "worker": session.identity }));
    });
}

/// A request to TaskRouter's API.
#[derive(Debug, Deserialize)]
pub(super) struct Wrapped {
    url: String,
    method: String,
    #[serde(default)]
    params: BTreeMap<String, Value>,
    token: String,
}

impl Wrapped {
    /// The names of its parameters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.params.keys().map(String::as_str)
    }

    /// A parameter that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.params.get(name)?.as_str().map(str::to_owned)
    }

    /// A parameter that is an object, as such or as a text.
    pub(super) fn object(&self, name: &str) -> Option<Map<String, Value>> {
        let value = self.params.get(name)?;
        value.as_object().cloned().or_else(|| serde_json::from_str(value.as_str()?).ok())
    }

    /// A parameter that is true or false, as such or as a text.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let value = self.params.get(name)?;
        value.as_bool().or_else(|| value.as_str()?.parse().ok())
    }
}

/// Why a wrapped request fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the token is not valid")]
    Token,
    #[error("the sandbox does not know it")]
    Unknown,
    #[error("there is no such thing")]
    NotFound,
    #[error("{0}")]
    Invalid(String),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Token => StatusCode::FORBIDDEN,
            Self::Unknown | Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
        };
        let error = json!({ "code": status.as_u16(), "message": self.to_string() });
        (status, Json(json!({ "payload": error }))).into_response()
    }
}

async fn request(
    Extract(world): Extract<Arc<World>>,
    // JSON, whatever its content type says.
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let request: Wrapped =
        serde_json::from_slice(&body).map_err(|error| Refusal::Invalid(error.to_string()))?;
    let session = world.read(|state| state.tokens.flex(&request.token).cloned());
    let session = session.ok_or(Refusal::Token)?;
    let path = request.url.split('?').next().unwrap_or_default().to_owned();
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    let rest = match parts.as_slice() {
        ["Workspaces", WORKSPACE, rest @ ..] => rest,
        rest => rest,
    };
    let is_post = request.method.eq_ignore_ascii_case("POST");
    let answer = if is_post {
        task_router::write(&world, &session, rest, &request)
    } else {
        world.read(|state| task_router::read(state, &session, rest))
    };
    if matches!(answer, Err(Refusal::Unknown)) {
        let names: Vec<_> = request.names().collect();
        let target = format!("event-bridge: {path} ({})", names.join(", "));
        world.unknown_request(UnknownRequest { method: request.method, target });
    }
    Ok(Json(json!({ "payload": answer? })))
}
