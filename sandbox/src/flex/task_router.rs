//! TaskRouter's API, as far as Flex makes use of it: <https://www.twilio.com/docs/taskrouter/api>, and
//! the npm package `twilio-taskrouter` for what is not documented.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::event_bridge::{Refusal, Wrapped};
use crate::calls::{self, EndedBy, NewCall};
use crate::contact_centre::{
    CallPlan, ContactCentre, InviteError, NewTask, Seat, TransferError, TransferMode, task_of,
};
use crate::tokens::FlexSession;
use crate::world::{State, World};

impl From<InviteError> for Refusal {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::NoSuchReservation => Self::NotFound,
            InviteError::NotPending | InviteError::NotAccepted | InviteError::NoClient(_) => {
                Self::Invalid(error.to_string())
            }
        }
    }
}

impl From<TransferError> for Refusal {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::NoSuchTransfer => Self::NotFound,
            TransferError::NotAccepted
            | TransferError::NoSuchTarget
            | TransferError::UnderWay
            | TransferError::Over => Self::Invalid(error.to_string()),
        }
    }
}

/// Answers a `GET`. `path` begins behind the workspace.
pub(super) fn read(state: &State, session: &FlexSession, path: &[&str]) -> Result<Value, Refusal> {
    let centre = &state.contact_centre;
    let worker = centre.worker(&session.worker).ok_or(Refusal::NotFound)?;
    match path {
        ["Workers"] => Ok(centre.list_workers(&worker.account)),
        ["Workers", sid] => {
            let colleague = centre.colleague(&worker.account, sid).ok_or(Refusal::NotFound)?;
            Ok(colleague.to_json())
        }
        ["Activities"] => Ok(ContactCentre::list_activities(worker)),
        ["TaskQueues"] => Ok(ContactCentre::list_queues(worker)),
        ["TaskQueues", sid] => ContactCentre::describe_queue(worker, sid).ok_or(Refusal::NotFound),
        ["Workers", sid, "WorkerChannels"] if *sid == worker.sid => {
            Ok(centre.list_channels(worker))
        }
        ["Workers", sid, "Reservations"] if *sid == worker.sid => {
            Ok(centre.list_reservations(&worker.sid))
        }
        ["Workers", _, "Reservations", sid] => {
            centre.reservation(sid).map(|it| centre.describe(it)).ok_or(Refusal::NotFound)
        }
        ["Tasks", sid] => centre.describe_task(sid).ok_or(Refusal::NotFound),
        // Without it, Flex looks at the Sync map.
        ["v1", "Interactions", _, "Channels"] if !state.flex.has_external_transfers() => {
            Ok(json!({ "channels": [] }))
        }
        ["v1", "Interactions", interaction, "Channels"] => {
            centre.list_channels_of(&task_of(interaction)).ok_or(Refusal::NotFound)
        }
        ["v1", "Interactions", interaction, "Channels", _, "Participants"] => {
            centre.list_participants(&task_of(interaction)).ok_or(Refusal::NotFound)
        }
        _ => Err(Refusal::Unknown),
    }
}

/// Does what a `POST` orders. `path` begins behind the workspace.
pub(super) fn write(
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
        ["Workers", sid, "Transfers"] if *sid == session.worker => {
            world.with(|state| transfer(state, session, request))
        }
        ["Workers", sid, "Transfers", transfer] if *sid == session.worker => {
            world.with(|state| cancel_transfer(state, session, transfer, request))
        }
        ["Workers", sid, participant] if *sid == session.worker => {
            world.with(|state| write_participant(state, session, participant, request))
        }
        ["Tasks"] => world.with(|state| create_task(state, session, request)),
        ["Tasks", task] => world.with(|state| write_task(state, session, task, request)),
        ["Tasks", _, "Reservations", reservation] => {
            supervise(world, session, reservation, request)
        }
        ["v1", "Interactions", interaction, "Channels", rest @ ..] => {
            write_interaction(world, &task_of(interaction), rest, request)
        }
        _ => Err(Refusal::Unknown),
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
        (Some("conference"), _) => {
            let ends_conference = request.flag("EndConferenceOnExit").unwrap_or(true);
            let to = request.text("To");
            let plan = world.with(|state| {
                state.contact_centre.plan_call(sid, to.as_deref(), ends_conference)
            })?;
            call(world, plan);
        }
        (None, Some("wrapping")) => world.with(|state| leave(state, sid)),
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

/// Rings whoever is to come into a conference.
fn call(world: &Arc<World>, plan: CallPlan) {
    let CallPlan { seat, to, from, parameters } = plan;
    let names: Vec<_> = parameters.keys().collect();
    world.log("agent called", json!({ "to": to, "parameters": names }));
    let new = NewCall { to, from, parameters, seat: Some(seat.clone()) };
    if let Err(error) = calls::place(world, new) {
        world.with(|state| {
            state.log.add("agent not reached", json!({ "error": error.to_string() }));
            state.contact_centre.left(&seat, "", EndedBy::Network);
        });
    }
}

/// The agent leaves the conference.
fn leave(state: &mut State, reservation: &str) {
    let seat = Seat::Agent { reservation: reservation.to_owned() };
    let call = state.call_in(&seat).map(str::to_owned);
    if let Some(call) = call {
        state.end_call(&call, EndedBy::Agent, "wrapped up in Flex", None);
    }
}

/// An agent hands their task to another worker, or to a queue.
fn transfer(state: &mut State, session: &FlexSession, request: &Wrapped) -> Result<Value, Refusal> {
    let reservation = request.text("ReservationSid").ok_or(Refusal::Unknown)?;
    let to = request.text("To").ok_or(Refusal::Unknown)?;
    let mode = match request.text("Mode").as_deref() {
        Some("WARM") | None => TransferMode::Warm,
        Some("COLD") => TransferMode::Cold,
        Some(_) => return Err(Refusal::Unknown),
    };
    let transfer = state.contact_centre.transfer(&reservation, &to, mode)?;
    state.end_calls_without_a_place();
    let details = json!({ "worker": session.identity, "to": to, "mode": mode });
    state.log.add("task transferred", details);
    state.contact_centre.describe_transfer(&transfer).ok_or(Refusal::NotFound)
}

fn cancel_transfer(
    state: &mut State,
    session: &FlexSession,
    transfer: &str,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    if request.text("TransferStatus").as_deref() != Some("canceled") {
        return Err(Refusal::Unknown);
    }
    state.contact_centre.cancel_transfer(transfer)?;
    state.end_calls_without_a_place();
    state.log.add("transfer cancelled", json!({ "worker": session.identity }));
    state.contact_centre.describe_transfer(transfer).ok_or(Refusal::NotFound)
}

/// Lets a supervisor listen to a call.
fn supervise(
    world: &Arc<World>,
    session: &FlexSession,
    reservation: &str,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    let instruction = request.text("Instruction");
    let mode = request.text("SupervisorMode");
    if (instruction.as_deref(), mode.as_deref()) != (Some("supervise"), Some("monitor")) {
        return Err(Refusal::Unknown);
    }
    let to = request.text("To");
    let plan = world.read(|state| {
        state.contact_centre.plan_monitoring(reservation, &session.worker, to.as_deref())
    })?;
    call(world, plan);
    world.read(|state| {
        let reservation = state.contact_centre.reservation(reservation).ok_or(Refusal::NotFound)?;
        Ok(state.contact_centre.describe(reservation))
    })
}

/// How long a telephone rings before somebody does something about it.
const RINGS_FOR: Duration = Duration::from_millis(1_500);
/// What Flex orders of an interaction has happened when it is told so, which is after the answer.
const SOON: Duration = Duration::from_millis(50);

/// Changes who is in the conference of a task, as the voice channel of its interaction.
fn write_interaction(
    world: &Arc<World>,
    task: &str,
    path: &[&str],
    request: &Wrapped,
) -> Result<Value, Refusal> {
    let task = task.to_owned();
    let media = request.object("media_properties").unwrap_or_default();
    match path {
        [_] if request.text("status").as_deref() == Some("closed") => {
            let answer = world.read(|state| state.contact_centre.list_channels_of(&task));
            later(world, SOON, move |state| state.contact_centre.end_conference(&task));
            answer.map(|it| it["channels"][0].clone()).ok_or(Refusal::NotFound)
        }
        [_, "Participants"] if request.text("type").as_deref() == Some("external") => {
            let number = media.get("coordinates").and_then(|it| it["to"].as_str());
            let number = number.ok_or(Refusal::Unknown)?.to_owned();
            world.log("number called", json!({ "number": number }));
            let sid = world.with(|state| state.contact_centre.dial(&task, number));
            let sid = sid.ok_or(Refusal::NotFound)?;
            let answer = world.read(|state| state.contact_centre.describe_participant(&task, &sid));
            later(world, RINGS_FOR, move |state| state.contact_centre.has_rung(&task, &sid));
            answer.ok_or(Refusal::NotFound)
        }
        [_, "Participants", sid] => {
            let sid = (*sid).to_owned();
            let answer = world.read(|state| state.contact_centre.describe_participant(&task, &sid));
            let answer = answer.ok_or(Refusal::NotFound)?;
            let flag = |name: &str| media.get(name).and_then(Value::as_bool);
            if request.text("status").as_deref() == Some("closed") {
                later(world, SOON, move |state| {
                    state.contact_centre.remove_participant(&task, &sid);
                });
            } else if let Some(on_hold) = flag("hold") {
                later(world, SOON, move |state| {
                    state.contact_centre.hold_participant(&task, &sid, on_hold);
                });
            } else if let Some(ends) = flag("end_conference_on_exit") {
                later(world, SOON, move |state| {
                    state.contact_centre.end_with_participant(&task, &sid, ends);
                });
            } else {
                return Err(Refusal::Unknown);
            }
            Ok(answer)
        }
        _ => Err(Refusal::Unknown),
    }
}

/// Does something in a while.
fn later(world: &Arc<World>, wait: Duration, change: impl FnOnce(&mut State) + Send + 'static) {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        tokio::time::sleep(wait).await;
        world.with(|state| {
            change(state);
            state.end_calls_without_a_place();
        });
    });
}

/// Changes who is in a conference, which is named by the worker's reservation or by its task.
fn write_participant(
    state: &mut State,
    session: &FlexSession,
    participant: &str,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    let task = match (request.text("TaskSid"), request.text("ReservationSid")) {
        (Some(task), _) => task,
        (None, Some(sid)) => {
            state.contact_centre.reservation(&sid).ok_or(Refusal::NotFound)?.task.clone()
        }
        (None, None) => return Err(Refusal::Unknown),
    };
    let target = request.text("TargetWorkerSid").ok_or(Refusal::Unknown);
    let hold = request.flag("Hold").ok_or(Refusal::Unknown);
    let centre = &mut state.contact_centre;
    match participant {
        "CustomerParticipant" => centre.hold_customer(&task, hold?),
        "HoldWorkerParticipant" => centre.hold_agent(&task, &target?, hold?),
        "KickWorkerParticipant" => centre.remove_agent(&task, &target?),
        "WorkerParticipant" => {
            let ends_conference = request.flag("EndConferenceOnExit").ok_or(Refusal::Unknown)?;
            centre.end_with_agent(&task, &session.worker, ends_conference);
        }
        _ => return Err(Refusal::Unknown),
    }
    state.end_calls_without_a_place();
    let names: Vec<_> = request.names().collect();
    let details =
        json!({ "worker": session.identity, "participant": participant, "parameters": names });
    state.log.add("participant written", details);
    state.contact_centre.describe_task(&task).ok_or(Refusal::NotFound)
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
    let task = reservation.task.clone();
    state.contact_centre.describe_task(&task).ok_or(Refusal::NotFound)
}

fn write_task(
    state: &mut State,
    session: &FlexSession,
    task: &str,
    request: &Wrapped,
) -> Result<Value, Refusal> {
    if let Some(attributes) = request.object("Attributes") {
        state.contact_centre.set_task_attributes(task, attributes);
    }
    let reservation = state.contact_centre.reservation_of(&session.worker, task);
    let reservation = reservation.map(|it| it.sid.clone()).unwrap_or_default();
    match request.text("AssignmentStatus").as_deref() {
        Some("wrapping") => leave(state, &reservation),
        Some("completed") => state.contact_centre.complete(&reservation),
        Some(_) => return Err(Refusal::Unknown),
        None => {}
    }
    state.contact_centre.describe_task(task).ok_or(Refusal::NotFound)
}
