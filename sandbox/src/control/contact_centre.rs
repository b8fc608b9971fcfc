//! The control API's part about the contact centre: workers, tasks, and how the Flex UI is set up.

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ControlError, DEFAULT_CALLER, Shared};
use crate::contact_centre::{ACTIVITIES, NewTask, Telephones, Worker};
use crate::flex::FlexSettings;
use crate::world::{State, World};

pub(super) fn router() -> Router<std::sync::Arc<World>> {
    Router::new()
        .route("/workers", get(list_workers).post(hire))
        .route("/workers/{identity}/attributes", post(change_attributes))
        .route("/workers/{identity}/activity", post(change_activity))
        .route("/tasks", get(list_tasks).post(offer_task))
        .route("/tasks/{reservation}/cancel", post(cancel_task))
        .route("/conferences", get(list_conferences))
        .route("/telephones", post(set_telephones))
        .route("/flex", post(set_flex))
}

fn describe(worker: &Worker) -> Value {
    json!({
        "sid": worker.sid,
        "identity": worker.identity,
        "accountSid": worker.account,
        "activity": worker.activity.name,
        "activityChanges": worker.activity_changes,
        "contactUri": worker.contact_uri(),
        "attributes": worker.attributes,
    })
}

async fn list_workers(Extract(world): Shared) -> Json<Value> {
    Json(world.read(|state| state.contact_centre.workers().map(describe).collect()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hire {
    identity: String,
    account: String,
    /// The name of what they do first.
    activity: Option<String>,
}

/// A worker who has not signed in yet.
async fn hire(
    Extract(world): Shared,
    Json(order): Json<Hire>,
) -> Result<Json<Value>, ControlError> {
    world.with(|state| {
        let sid = state.contact_centre.worker_named(&order.identity, &order.account).sid.clone();
        if let Some(activity) = order.activity {
            state.contact_centre.set_activity(&sid, activity_sid(&activity))?;
        }
        Ok(Json(describe(named(state, &order.identity)?)))
    })
}

/// The SID of the activity with this name; none of that name has none.
fn activity_sid(name: &str) -> &'static str {
    ACTIVITIES.iter().find(|it| it.name == name).map_or("", |it| it.sid)
}

fn named<'s>(state: &'s State, identity: &str) -> Result<&'s Worker, ControlError> {
    let found = state.contact_centre.workers().find(|worker| worker.identity == identity);
    found.ok_or_else(|| ControlError::NoSuchWorker(identity.to_owned()))
}

/// Changes the attributes that are named; null removes one.
async fn change_attributes(
    Extract(world): Shared,
    Path(identity): Path<String>,
    Json(changes): Json<Map<String, Value>>,
) -> Result<Json<Value>, ControlError> {
    world.with(|state| {
        let worker = named(state, &identity)?;
        let (sid, mut attributes) = (worker.sid.clone(), worker.attributes.clone());
        for (name, value) in changes {
            if value.is_null() {
                attributes.remove(&name);
            } else {
                attributes.insert(name, value);
            }
        }
        state.contact_centre.set_attributes(&sid, attributes)?;
        Ok(Json(describe(named(state, &identity)?)))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeActivity {
    /// Its name.
    activity: String,
}

async fn change_activity(
    Extract(world): Shared,
    Path(identity): Path<String>,
    Json(change): Json<ChangeActivity>,
) -> Result<Json<Value>, ControlError> {
    world.with(|state| {
        let worker = named(state, &identity)?.sid.clone();
        state.contact_centre.set_activity(&worker, activity_sid(&change.activity))?;
        Ok(Json(describe(named(state, &identity)?)))
    })
}

async fn list_tasks(Extract(world): Shared) -> Json<Value> {
    Json(world.read(|state| json!(state.contact_centre.describe_reservations())))
}

async fn list_conferences(Extract(world): Shared) -> Json<Value> {
    Json(world.read(|state| json!(state.contact_centre.describe_conferences())))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferTask {
    /// Identity of the worker.
    worker: String,
    from: Option<String>,
    #[serde(default)]
    attributes: Map<String, Value>,
}

async fn offer_task(
    Extract(world): Shared,
    Json(order): Json<OfferTask>,
) -> Result<Json<Value>, ControlError> {
    world.with(|state| {
        let worker = named(state, &order.worker)?.sid.clone();
        let customer = order.from.unwrap_or_else(|| DEFAULT_CALLER.to_owned());
        let attributes = order.attributes;
        let task = NewTask { worker, customer, attributes, routing_target: None };
        let sid = state.contact_centre.offer(task);
        state.log.add("task offered", json!({ "worker": order.worker, "reservation": sid }));
        Ok(Json(json!({ "reservationSid": sid })))
    })
}

/// The customer hangs up, whether or not anybody has taken the task.
async fn cancel_task(Extract(world): Shared, Path(sid): Path<String>) -> StatusCode {
    world.with(|state| {
        let task = state.contact_centre.reservation(&sid).map(|it| it.task.clone());
        state.contact_centre.end_conference(&task.unwrap_or_default());
        state.end_calls_without_a_place();
    });
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetTelephones {
    answer: Telephones,
}

/// Says what outside numbers do that are called into a conference.
async fn set_telephones(Extract(world): Shared, Json(order): Json<SetTelephones>) -> StatusCode {
    world.with(|state| {
        state.contact_centre.set_telephones(order.answer);
        state.log.add("telephones set", json!({ "answer": order.answer }));
    });
    StatusCode::NO_CONTENT
}

async fn set_flex(
    Extract(world): Shared,
    Json(settings): Json<FlexSettings>,
) -> Json<FlexSettings> {
    world.with(|state| {
        state.flex = settings.clone();
        state.log.add("flex set", json!(settings));
    });
    Json(settings)
}
