//! Tasks, who is to take them, and the conferences in which agent and customer meet.
//!
//! One reservation has one task, one conference, and one call to the agent.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::workers::listed;
use super::{ContactCentre, QUEUE, VOICE_CHANNEL, WORKFLOW, WORKSPACE, new_sid, now};
use crate::calls::EndedBy;

/// How long a task is offered, in seconds: nothing withdraws it here.
const RESERVATION_TIMEOUT_S: u64 = 120;
/// How the names of the Sync maps end that conferences are in; they begin with the task's SID.
pub(super) const CONFERENCE: &str = ".CS";
/// How long a task may wait, in seconds.
const TASK_TIMEOUT_S: u64 = 86_400;

/// How far a reservation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReservationStatus {
    Pending,
    Accepted,
    Wrapping,
    Completed,
    Rejected,
    Canceled,
}

impl ReservationStatus {
    /// Whether the agent still has to do with it.
    fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted | Self::Wrapping)
    }

    /// What TaskRouter says of the task then.
    fn assignment_status(self) -> &'static str {
        match self {
            Self::Pending => "reserved",
            Self::Accepted => "assigned",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
            Self::Rejected => "pending",
            Self::Canceled => "canceled",
        }
    }
}

/// A task that is to be offered to a worker.
#[derive(Debug, Clone)]
pub(crate) struct NewTask {
    /// SID of the worker.
    pub(crate) worker: String,
    /// The number that calls, or that is called.
    pub(crate) customer: String,
    /// What the task is about, beside what a call brings with it.
    pub(crate) attributes: Map<String, Value>,
    /// SID of the worker whom it was made for, of an outbound call.
    pub(crate) routing_target: Option<String>,
}

/// A task, offered to one worker.
#[derive(Debug, Clone)]
pub(crate) struct Reservation {
    pub(crate) sid: String,
    pub(crate) worker: String,
    pub(crate) status: ReservationStatus,
    pub(crate) task: String,
    pub(crate) customer: String,
    attributes: Map<String, Value>,
    routing_target: Option<String>,
    conference: String,
    customer_call: String,
    /// The call to the agent, once there is one.
    pub(crate) agent_call: Option<String>,
    pub(crate) on_hold: bool,
    created: u64,
    /// When it came to its status: Flex counts from there.
    since: u64,
    version: u64,
}

/// The call that accepting a reservation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallPlan {
    /// The identity that is called.
    pub(crate) to: String,
    pub(crate) from: String,
    /// Custom parameters.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// Why a reservation can't be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InviteError {
    #[error("there is no such reservation")]
    NoSuchReservation,
    #[error("it is not pending")]
    NotPending,
    #[error("the agent is at no client: {0}")]
    NoClient(String),
}

impl Reservation {
    fn come_to(&mut self, status: ReservationStatus) {
        self.status = status;
        self.since = now();
    }

    /// The Sync map that its conference is in.
    fn map_name(&self) -> String {
        format!("{}{CONFERENCE}", self.task)
    }

    fn task_json(&self) -> Value {
        let mut attributes = json!({
            "from": self.customer,
            "caller": self.customer,
            "to": "+15550199",
            "called": "+15550199",
            "name": self.customer,
            "direction": "inbound",
            "call_sid": self.customer_call,
        });
        if let Some(attributes) = attributes.as_object_mut() {
            attributes.extend(self.attributes.clone());
            if let Some(agent_call) = &self.agent_call {
                let participants = json!({ "worker": agent_call, "customer": self.customer_call });
                let conference = json!({ "sid": self.conference, "participants": participants });
                attributes.insert("conference".to_owned(), conference);
            }
        }
        json!({
            "sid": self.task,
            "workspace_sid": WORKSPACE,
            "addons": "{}",
            "age": now() - self.created,
            "attributes": attributes.to_string(),
            "date_created": self.created,
            "date_updated": self.since,
            "priority": 0,
            "queue_name": "Everyone",
            "queue_sid": QUEUE,
            "reason": null,
            "routing_target": self.routing_target,
            "assignment_status": self.status.assignment_status(),
            "task_channel_unique_name": "voice",
            "task_channel_sid": VOICE_CHANNEL,
            "timeout": TASK_TIMEOUT_S,
            "workflow_name": "Assign to Anyone",
            "workflow_sid": WORKFLOW,
            "version": self.version.to_string(),
            "virtual_start_time": self.created,
        })
    }

    fn to_json(&self, account: &str) -> Value {
        let mut task = self.task_json();
        task["account_sid"] = json!(account);
        json!({
            "sid": self.sid,
            "account_sid": account,
            "workspace_sid": WORKSPACE,
            "worker_sid": self.worker,
            "reservation_status": self.status,
            "reservation_timeout": RESERVATION_TIMEOUT_S,
            "canceled_reason_code": null,
            "date_created": self.created,
            "date_updated": self.since,
            "version": self.version.to_string(),
            "task": task,
        })
    }
}

impl ContactCentre {
    /// Offers a task to a worker. Returns the reservation's SID.
    pub(crate) fn offer(&mut self, task: NewTask) -> String {
        let reservation = Reservation {
            sid: new_sid("WR"),
            worker: task.worker,
            status: ReservationStatus::Pending,
            task: new_sid("WT"),
            customer: task.customer,
            attributes: task.attributes,
            routing_target: task.routing_target,
            conference: new_sid("CF"),
            customer_call: new_sid("CA"),
            agent_call: None,
            on_hold: false,
            created: now(),
            since: now(),
            version: 0,
        };
        let sid = reservation.sid.clone();
        self.reservations.insert(sid.clone(), reservation);
        self.tell(&sid, "reservation.created");
        sid
    }

    pub(crate) fn reservation(&self, sid: &str) -> Option<&Reservation> {
        self.reservations.get(sid)
    }

    pub(crate) fn reservation_of_task(&self, task: &str) -> Option<&Reservation> {
        self.reservations.values().find(|it| it.task == task)
    }

    /// What a worker still has to do with.
    pub(crate) fn live_reservations(&self, worker: &str) -> impl Iterator<Item = &Reservation> {
        self.reservations.values().filter(move |it| it.worker == worker && it.status.is_live())
    }

    /// A worker's live reservations, as TaskRouter lists them.
    pub(crate) fn list_reservations(&self, worker: &str) -> Value {
        listed(self.live_reservations(worker).map(|it| self.describe(it)).collect())
    }

    /// All reservations, as TaskRouter describes them.
    pub(crate) fn describe_reservations(&self) -> Vec<Value> {
        self.reservations.values().map(|it| self.describe(it)).collect()
    }

    /// A reservation, as TaskRouter describes it.
    pub(crate) fn describe(&self, reservation: &Reservation) -> Value {
        let worker = self.worker(&reservation.worker);
        reservation.to_json(worker.map_or("", |worker| &worker.account))
    }

    /// Says whom to call to bring the agent into the conference, and makes the conference. Flex says
    /// itself where to, and adds what it wants to know the call by (`client:anna?name=value`);
    /// else it is the worker's `contact_uri`.
    pub(crate) fn plan_call(
        &mut self,
        sid: &str,
        to: Option<&str>,
    ) -> Result<CallPlan, InviteError> {
        let reservation = self.reservations.get(sid).ok_or(InviteError::NoSuchReservation)?;
        if reservation.status != ReservationStatus::Pending {
            return Err(InviteError::NotPending);
        }
        let contact_uri = self.worker(&reservation.worker).map_or("", |it| it.contact_uri());
        let to = to.unwrap_or(contact_uri);
        let client = to.strip_prefix("client:");
        let client = client.ok_or_else(|| InviteError::NoClient(to.to_owned()))?;
        let (identity, parameters) = client.split_once('?').unwrap_or((client, ""));
        let plan = CallPlan {
            to: identity.to_owned(),
            from: reservation.customer.clone(),
            parameters: serde_urlencoded::from_str(parameters).unwrap_or_default(),
        };
        self.write_conference(sid, "init");
        Ok(plan)
    }

    /// The agent's call is answered: agent and customer can talk.
    pub(crate) fn agent_joined(&mut self, sid: &str, call: &str) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        if reservation.status != ReservationStatus::Pending {
            return;
        }
        reservation.agent_call = Some(call.to_owned());
        reservation.come_to(ReservationStatus::Accepted);
        self.write_conference(sid, "started");
        self.write_participants(sid, "joined");
        self.tell(sid, "reservation.accepted");
        self.tell_task(sid, "task.updated");
    }

    /// The agent's call is over, whoever has ended it; or it was never answered.
    pub(crate) fn agent_left(&mut self, sid: &str, by: EndedBy) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        match reservation.status {
            ReservationStatus::Accepted => {
                reservation.come_to(ReservationStatus::Wrapping);
                self.write_participants(sid, "left");
                self.write_conference(sid, "completed");
                self.tell(sid, "reservation.wrapup");
                self.tell_task(sid, "task.wrapup");
            }
            ReservationStatus::Pending if by == EndedBy::Caller => self.cancel(sid),
            ReservationStatus::Pending => self.reject(sid),
            ReservationStatus::Wrapping
            | ReservationStatus::Completed
            | ReservationStatus::Rejected
            | ReservationStatus::Canceled => {}
        }
    }

    /// The agent will not take the task.
    pub(crate) fn reject(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Rejected, "reservation.rejected");
    }

    /// The customer has gone before anybody took the task.
    pub(crate) fn cancel(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Canceled, "reservation.canceled");
        self.tell_task(sid, "task.canceled");
    }

    /// The agent is done with the task.
    pub(crate) fn complete(&mut self, sid: &str) {
        self.move_on(sid, ReservationStatus::Completed, "reservation.completed");
        self.tell_task(sid, "task.completed");
    }

    /// Puts the customer on hold, or takes them off it.
    pub(crate) fn hold(&mut self, sid: &str, on_hold: bool) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        reservation.on_hold = on_hold;
        self.write_participants(sid, "joined");
        self.tell_task(sid, "task.updated");
    }

    /// Replaces what a task is about.
    pub(crate) fn set_task_attributes(&mut self, task: &str, attributes: Map<String, Value>) {
        let Some(reservation) = self.reservations.values_mut().find(|it| it.task == task) else {
            return;
        };
        reservation.attributes = attributes;
        let sid = reservation.sid.clone();
        self.tell_task(&sid, "task.updated");
    }

    fn move_on(&mut self, sid: &str, status: ReservationStatus, event_type: &'static str) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        reservation.come_to(status);
        self.tell(sid, event_type);
    }

    /// Tells the worker's pages of a reservation.
    fn tell(&mut self, sid: &str, event_type: &'static str) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        reservation.version += 1;
        let reservation = &self.reservations[sid];
        let payload = self.describe(reservation);
        self.push(&reservation.worker, event_type, &payload);
    }

    /// Tells the worker's pages of a reservation's task.
    fn tell_task(&mut self, sid: &str, event_type: &'static str) {
        let Some(reservation) = self.reservations.get_mut(sid) else { return };
        reservation.version += 1;
        let reservation = &self.reservations[sid];
        let payload = self.describe(reservation)["task"].take();
        self.push(&reservation.worker, event_type, &payload);
    }

    fn write_conference(&mut self, sid: &str, status: &str) {
        let Some(reservation) = self.reservations.get(sid) else { return };
        let data = json!({
            "status": status,
            "conference_sid": reservation.conference,
            "task_sid": reservation.task,
        });
        self.write_map(&reservation.map_name(), "conf_status", data);
    }

    fn write_participants(&mut self, sid: &str, status: &str) {
        let Some(reservation) = self.reservations.get(sid) else { return };
        let map = reservation.map_name();
        let agent_call = reservation.agent_call.clone();
        let common = json!({
            "conference_sid": reservation.conference,
            "task_sid": reservation.task,
            "status": status,
            "muted": false,
            "end_conference_on_exit": true,
        });
        let mut customer = common.clone();
        customer["participant_type"] = json!("customer");
        customer["call_sid"] = json!(reservation.customer_call);
        customer["hold"] = json!(reservation.on_hold);
        let mut agent = common;
        agent["participant_type"] = json!("worker");
        agent["call_sid"] = json!(agent_call);
        agent["hold"] = json!(false);
        agent["worker_sid"] = json!(reservation.worker);
        agent["reservation_sid"] = json!(reservation.sid);
        let customer_call = reservation.customer_call.clone();
        self.write_map(&map, &customer_call, customer);
        if let Some(agent_call) = agent_call {
            self.write_map(&map, &agent_call, agent);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::contact_centre::Push;

    /// A contact centre with a task that is offered to a worker, and what the worker's page hears.
    fn offered() -> (ContactCentre, String, mpsc::UnboundedReceiver<Push>) {
        let mut centre = ContactCentre::default();
        let worker = centre.worker_named("anna", "AC1").sid.clone();
        let (outbox, inbox) = mpsc::unbounded_channel();
        centre.open_bridge(&worker, outbox);
        let sid = centre.offer(NewTask {
            worker,
            customer: "+15550100".to_owned(),
            attributes: Map::new(),
            routing_target: None,
        });
        (centre, sid, inbox)
    }

    fn heard(inbox: &mut mpsc::UnboundedReceiver<Push>) -> Vec<&'static str> {
        std::iter::from_fn(|| inbox.try_recv().ok()).map(|push| push.event_type).collect()
    }

    #[test]
    fn a_call_goes_through_acceptance_and_wrap_up_to_completion() {
        let (mut centre, sid, mut inbox) = offered();
        assert_eq!(centre.plan_call(&sid, None).unwrap().to, "anna");
        centre.agent_joined(&sid, "CA1");
        centre.agent_left(&sid, EndedBy::Agent);
        centre.complete(&sid);
        assert_eq!(
            heard(&mut inbox),
            [
                "reservation.created",
                "reservation.accepted",
                "task.updated",
                "reservation.wrapup",
                "task.wrapup",
                "reservation.completed",
                "task.completed",
            ]
        );
        assert_eq!(centre.live_reservations(&centre.reservation(&sid).unwrap().worker).count(), 0);
    }

    #[test]
    fn a_customer_who_gives_up_takes_the_offer_along() {
        let (mut centre, sid, mut inbox) = offered();
        centre.plan_call(&sid, None).unwrap();
        centre.agent_left(&sid, EndedBy::Caller);
        assert!(heard(&mut inbox).contains(&"reservation.canceled"));
        assert_eq!(centre.plan_call(&sid, None), Err(InviteError::NotPending));
    }

    #[test]
    fn an_agent_who_can_not_be_reached_gets_the_task_no_more() {
        let (mut centre, sid, mut inbox) = offered();
        centre.plan_call(&sid, None).unwrap();
        centre.agent_left(&sid, EndedBy::Network);
        assert!(heard(&mut inbox).contains(&"reservation.rejected"));
    }

    #[test]
    fn who_subscribes_late_hears_of_what_was_missed() {
        let (mut centre, sid, _inbox) = offered();
        centre.plan_call(&sid, None).unwrap();
        let map = centre.reservation(&sid).unwrap().map_name();
        let map = centre.map(&map).unwrap().sid.clone();
        centre.agent_joined(&sid, "CA1");
        let (outbox, mut inbox) = mpsc::unbounded_channel();
        let page = centre.open_subscriber(outbox);
        centre.subscribe(page, &map, 1, &json!(7));
        let kinds: Vec<_> = std::iter::from_fn(|| inbox.try_recv().ok())
            .map(|message| message["event_type"].as_str().unwrap_or_default().to_owned())
            .collect();
        // `conf_status` was there before; agent and customer are new.
        let missed = ["map_item_updated", "map_item_added", "map_item_added"];
        assert_eq!(kinds[..3], missed);
        assert_eq!(kinds[3..], ["subscription_established"]);
    }
}
