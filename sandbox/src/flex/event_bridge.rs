//! TaskRouter, as Flex reaches it: `event-bridge.twilio.com/v1/wschannels`. Events come over a
//! WebSocket; every read and write is a `POST` that wraps a request to TaskRouter's API.

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

use crate::calls::{self, EndedBy, NewCall};
use crate::contact_centre::{ContactCentre, InviteError, NewTask, Push, WORKSPACE};
use crate::log::UnknownRequest;
use crate::tokens::FlexSession;
use crate::world::{State, World};

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

#[derive(Debug, Deserialize)]
struct Wrapped {
    url: String,
    method: String,
    #[serde(default)]
    params: BTreeMap<String, Value>,
    token: String,
}

/// Why a wrapped request fails.
#[derive(Debug, thiserror::Error)]
enum Refusal {
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
        write(&world, &session, rest, &request)
    } else {
        world.read(|state| read(state, &session, rest))
    };
    if matches!(answer, Err(Refusal::Unknown)) {
        let names: Vec<_> = request.params.keys().map(String::as_str).collect();
        world.unknown_request(UnknownRequest {
            method: request.method,
            target: format!("event-bridge: {path} ({})", names.join(", ")),
        });
    }
    Ok(Json(json!({ "payload": answer? })))
}

fn read(state: &State, session: &FlexSession, path: &[&str]) -> Result<Value, Refusal> {
    let centre = &state.contact_centre;
    let worker = centre.worker(&session.worker).ok_or(Refusal::NotFound)?;
    match path {
        ["Workers"] => Ok(centre.list_workers(&worker.account)),
        ["Workers", sid] if *sid == worker.sid => Ok(worker.to_json()),
        ["Activities"] => Ok(ContactCentre::list_activities(worker)),
        ["TaskQueues"] => Ok(ContactCentre::list_queues(worker)),
        ["Workers", sid, "WorkerChannels"] if *sid == worker.sid => {
            Ok(centre.list_channels(worker))
        }
        ["Workers", sid, "Reservations"] if *sid == worker.sid => {
            Ok(centre.list_reservations(&worker.sid))
        }
        ["Workers", _, "Reservations", sid] => {
            centre.reservation(sid).map(|it| centre.describe(it)).ok_or(Refusal::NotFound)
        }
        ["Tasks", sid] => centre
            .reservation_of_task(sid)
            .map(|it| centre.describe(it)["task"].take())
            .ok_or(Refusal::NotFound),
        ["v1", "Interactions", _, "Channels"] => Ok(json!({ "channels": [] })),
        _ => Err(Refusal::Unknown),
    }
}

fn write(
    world: &Arc<World>,
    session: &FlexSession,
    path: &[&str],
    request: &Wrapped,
) -> Result<Value, Refusal> {
    match path {
        ["Workers", sid] if *sid == session.worker => {
            world.with(|state| write_worker(state, sid, request))
        }
        ["Workers", sid, "Reservations", reservation] if *sid == session.worker => {
            write_reservation(world, session, reservation, request)
        }
        ["Workers", sid, participant] if *sid == session.worker => {
            world.with(|state| write_participant(state, participant, request))
        }
        ["Tasks"] => world.with(|state| create_task(state, session, request)),
        ["Tasks", task] => world.with(|state| write_task(state, task, request)),
        _ => Err(Refusal::Unknown),
    }
}

impl Wrapped {
    /// A parameter that is a text.
    fn text(&self, name: &str) -> Option<String> {
        self.params.get(name)?.as_str().map(str::to_owned)
    }

    /// A parameter that is an object, as such or as a text.
    fn object(&self, name: &str) -> Option<Map<String, Value>> {
        let value = self.params.get(name)?;
        value.as_object().cloned().or_else(|| serde_json::from_str(value.as_str()?).ok())
    }

    /// A parameter that is true or false, as such or as a text.
    fn flag(&self, name: &str) -> Option<bool> {
        let value = self.params.get(name)?;
        value.as_bool().or_else(|| value.as_str()?.parse().ok())
    }
}

fn write_worker(state: &mut State, sid: &str, request: &Wrapped) -> Result<Value, Refusal> {
    let invalid = |error: crate::contact_centre::WriteError| Refusal::Invalid(error.to_string());
    let activity = request.text("ActivitySid");
    let attributes = request.object("Attributes");
    if activity.is_none() && attributes.is_none() {
        return Err(Refusal::Unknown);
    }
    if let Some(activity) = activity {
        state.contact_centre.set_activity(sid, &activity).map_err(invalid)?;
    }
    if let Some(attributes) = attributes {
        state.contact_centre.set_attributes(sid, attributes).map_err(invalid)?;
    }
    let worker = state.contact_centre.worker(sid).ok_or(Refusal::NotFound)?;
    let details = json!({
        "worker": worker.identity,
        "activity": worker.activity.name,
        "contactUri": worker.contact_uri(),
    });
    state.log.add("worker updated", details);
    Ok(worker.to_json())
}

fn write_reservation(
    world: &Arc<World>,
    session: &FlexSession,
    sid: &str,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    match (request.text("Instruction").as_deref(), request.text("ReservationStatus").as_deref()) {
        (Some("conference"), _) => call_agent(world, sid, request.text("To").as_deref())?,
        (None, Some("wrapping")) => {
            let call = world.with(|state| {
                let reservation = state.contact_centre.reservation(sid)?;
                reservation.agent_call.clone()
            });
            world.with(|state| match call {
                Some(call) => {
                    state.end_call(&call, EndedBy::Agent, "wrapped up in Flex", None);
                }
                None => state.contact_centre.agent_left(sid, EndedBy::Agent),
            });
        }
        (None, Some("completed")) => world.with(|state| state.contact_centre.complete(sid)),
        (None, Some("rejected")) => world.with(|state| state.contact_centre.reject(sid)),
        _ => return Err(Refusal::Unknown),
    }
    world.with(|state| {
        let reservation = state.contact_centre.reservation(sid).ok_or(Refusal::NotFound)?;
        let answer = state.contact_centre.describe(reservation);
        let details = json!({
            "worker": session.identity,
            "reservation": sid,
            "status": answer["reservation_status"],
        });
        state.log.add("reservation written", details);
        Ok(answer)
    })
}

/// Rings the agent; once that is answered, agent and customer are together.
fn call_agent(world: &Arc<World>, sid: &str, to: Option<&str>) -> Result<(), Refusal> {
    let plan = world.with(|state| state.contact_centre.plan_call(sid, to));
    let plan = plan.map_err(|error| match error {
        InviteError::NoSuchReservation => Refusal::NotFound,
        InviteError::NotPending | InviteError::NoClient(_) => Refusal::Invalid(error.to_string()),
    })?;
    let parameters: Vec<_> = plan.parameters.keys().collect();
    let details = json!({ "reservation": sid, "to": plan.to, "parameters": parameters });
    world.log("agent called", details);
    let call = NewCall {
        to: plan.to,
        from: plan.from,
        parameters: plan.parameters,
        reservation: Some(sid.to_owned()),
    };
    if let Err(error) = calls::place(world, call) {
        world.with(|state| {
            let details = json!({ "reservation": sid, "error": error.to_string() });
            state.log.add("agent not reached", details);
            state.contact_centre.agent_left(sid, EndedBy::Network);
        });
    }
    Ok(())
}

/// Changes who is in a conference, which is named by its reservation or its task.
fn write_participant(
    state: &mut State,
    participant: &str,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    let centre = &state.contact_centre;
    let named = match (request.text("ReservationSid"), request.text("TaskSid")) {
        (Some(sid), _) => centre.reservation(&sid),
        (None, Some(task)) => centre.reservation_of_task(&task),
        (None, None) => return Err(Refusal::Unknown),
    };
    let sid = named.ok_or(Refusal::NotFound)?.sid.clone();
    match participant {
        "CustomerParticipant" => {
            let on_hold = request.flag("Hold").ok_or(Refusal::Unknown)?;
            state.contact_centre.hold(&sid, on_hold);
            state.log.add("customer held", json!({ "reservation": sid, "hold": on_hold }));
        }
        // How the conference ends, which is always with the agent here.
        "WorkerParticipant" => {}
        _ => return Err(Refusal::Unknown),
    }
    let reservation = state.contact_centre.reservation(&sid).ok_or(Refusal::NotFound)?;
    Ok(state.contact_centre.describe(reservation)["task"].take())
}

/// An outbound call: a task for the worker who makes it.
fn create_task(
    state: &mut State,
    session: &FlexSession,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    let attributes = request.object("Attributes").ok_or(Refusal::Unknown)?;
    let customer = attributes.get("outbound_to").or_else(|| attributes.get("to"));
    let customer = customer.and_then(Value::as_str).unwrap_or_default().to_owned();
    let task = NewTask {
        worker: session.worker.clone(),
        customer,
        attributes,
        routing_target: request.text("RoutingTarget"),
    };
    let sid = state.contact_centre.offer(task);
    let reservation = state.contact_centre.reservation(&sid).ok_or(Refusal::NotFound)?;
    Ok(state.contact_centre.describe(reservation)["task"].take())
}

fn write_task(state: &mut State, task: &str, request: &Wrapped) -> Result<Value, Refusal> {
    let reservation = state.contact_centre.reservation_of_task(task).ok_or(Refusal::NotFound)?;
    let sid = reservation.sid.clone();
    if let Some(attributes) = request.object("Attributes") {
        state.contact_centre.set_task_attributes(task, attributes);
    }
    match request.text("AssignmentStatus").as_deref() {
        Some("wrapping") => state.contact_centre.agent_left(&sid, EndedBy::Agent),
        Some("completed") => state.contact_centre.complete(&sid),
        Some(_) => return Err(Refusal::Unknown),
        None => {}
    }
    let reservation = state.contact_centre.reservation(&sid).ok_or(Refusal::NotFound)?;
    Ok(state.contact_centre.describe(reservation)["task"].take())
}
