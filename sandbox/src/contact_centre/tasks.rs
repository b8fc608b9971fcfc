//! Tasks: what a customer's call is about.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::conferences::Conference;
use super::reservations::ReservationStatus;
use super::{ContactCentre, QUEUES, VOICE_CHANNEL, WORKFLOW, WORKSPACE, new_sid, now};

/// How long a task may wait, in seconds.
const TASK_TIMEOUT_S: u64 = 86_400;

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

/// A task, with the conference in which it is seen to.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(super) sid: String,
    pub(super) account: String,
    pub(super) customer: String,
    attributes: Map<String, Value>,
    routing_target: Option<String>,
    pub(crate) conference: Conference,
    created: u64,
    version: u64,
}

impl Task {
    /// What the task is about, as Flex reads it.
    pub(super) fn attributes(&self) -> Map<String, Value> {
        let call = &self.conference.customer_call;
        let mut attributes = json!({
            "from": self.customer,
            "caller": self.customer,
            "to": "+15550199",
            "called": "+15550199",
            "name": self.customer,
            "direction": "inbound",
            "call_sid": call,
        });
        let Some(all) = attributes.as_object_mut() else { return Map::new() };
        all.extend(self.attributes.clone());
        if let Some(agent_call) = self.conference.agent_call() {
            let participants = json!({ "worker": agent_call, "customer": call });
            let conference = json!({ "sid": self.conference.sid, "participants": participants });
            all.insert("conference".to_owned(), conference);
        }
        std::mem::take(all)
    }

    fn to_json(&self, assignment_status: &str) -> Value {
        json!({
            "sid": self.sid,
            "account_sid": self.account,
            "workspace_sid": WORKSPACE,
            "addons": "{}",
            "age": now() - self.created,
            "attributes": json!(self.attributes()).to_string(),
            "date_created": self.created,
            "date_updated": now(),
            "priority": 0,
            "queue_name": QUEUES[0].name,
            "queue_sid": QUEUES[0].sid,
            "reason": null,
            "routing_target": self.routing_target,
            "assignment_status": assignment_status,
            "task_channel_unique_name": "voice",
            "task_channel_sid": VOICE_CHANNEL,
            "timeout": TASK_TIMEOUT_S,
            "workflow_name": "Assign to Anyone",
            "workflow_sid": WORKFLOW,
            "version": self.version.to_string(),
            "virtual_start_time": self.created,
        })
    }
}

impl ContactCentre {
    /// Makes a task and offers it to a worker. Returns the reservation's SID.
    pub(crate) fn offer(&mut self, new: NewTask) -> String {
        let sid = new_sid("WT");
        let account = self.worker(&new.worker).map_or_else(String::new, |it| it.account.clone());
        let task = Task {
            sid: sid.clone(),
            account,
            customer: new.customer,
            attributes: new.attributes,
            routing_target: new.routing_target,
            conference: Conference::new(new_sid("CF"), new_sid("CA")),
            created: now(),
            version: 0,
        };
        self.tasks.insert(sid.clone(), task);
        self.reserve(&sid, new.worker, None)
    }

    pub(crate) fn task(&self, sid: &str) -> Option<&Task> {
        self.tasks.get(sid)
    }

    /// A task, as TaskRouter describes it.
    pub(crate) fn describe_task(&self, sid: &str) -> Option<Value> {
        Some(self.tasks.get(sid)?.to_json(self.assignment_status(sid)))
    }

    /// Replaces what a task is about.
    pub(crate) fn set_task_attributes(&mut self, sid: &str, attributes: Map<String, Value>) {
        let Some(task) = self.tasks.get_mut(sid) else { return };
        task.attributes = attributes;
        self.tell_task(sid, "task.updated");
    }

    /// What TaskRouter says of a task: that of the reservation which is furthest from its end.
    pub(super) fn assignment_status(&self, task: &str) -> &'static str {
        let all = self.reservations.values().filter(|it| it.task == task);
        match all.map(|it| it.status).min() {
            Some(ReservationStatus::Accepted) => "assigned",
            Some(ReservationStatus::Pending) => "reserved",
            Some(ReservationStatus::Wrapping) => "wrapping",
            Some(ReservationStatus::Completed) => "completed",
            Some(ReservationStatus::Rejected) => "pending",
            Some(ReservationStatus::Canceled) | None => "canceled",
        }
    }

    /// Tells the pages of everybody who has to do with a task.
    pub(super) fn tell_task(&mut self, sid: &str, event_type: &'static str) {
        let Some(task) = self.tasks.get_mut(sid) else { return };
        task.version += 1;
        let Some(payload) = self.describe_task(sid) else { return };
        for worker in self.workers_on(sid) {
            self.push(&worker, event_type, &payload);
        }
    }

    /// Everybody who has, or had, to do with a task.
    pub(super) fn workers_on(&self, task: &str) -> BTreeSet<String> {
        let of_task = self.reservations.values().filter(|it| it.task == task);
        of_task.map(|it| it.worker.clone()).collect()
    }
}
