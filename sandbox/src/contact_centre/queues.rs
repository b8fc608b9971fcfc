//! Queues: where a task waits for somebody who is free and has the skill for it.

use serde_json::{Value, json};

use super::workers::listed;
use super::{ContactCentre, WORKSPACE, Worker};

/// A queue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Queue {
    pub(crate) sid: &'static str,
    pub(crate) name: &'static str,
    /// Which skill its workers have, by the attribute that Flex keeps skills in: `routing.skills`.
    skill: Option<&'static str>,
}

/// The queues. Whatever is new is in the first one.
pub(crate) const QUEUES: [Queue; 2] = [
    Queue { sid: "WQ00000000000000000000000000000000", name: "Everyone", skill: None },
    Queue { sid: "WQ00000000000000000000000000000001", name: "French", skill: Some("French") },
];

impl Queue {
    /// Whether the worker is one of the queue's.
    pub(super) fn has(&self, worker: &Worker) -> bool {
        let skills = worker.attributes.get("routing").and_then(|it| it["skills"].as_array());
        self.skill.is_none_or(|skill| skills.is_some_and(|all| all.contains(&json!(skill))))
    }

    fn to_json(&self, account: &str) -> Value {
        let target_workers = self
            .skill
            .map_or_else(|| "1==1".to_owned(), |skill| format!("routing.skills HAS \"{skill}\""));
        json!({
            "sid": self.sid,
            "account_sid": account,
            "workspace_sid": WORKSPACE,
            "friendly_name": self.name,
            "assignment_activity_name": null,
            "reservation_activity_name": null,
            "assignment_activity_sid": null,
            "reservation_activity_sid": null,
            "target_workers": target_workers,
            "max_reserved_workers": 1,
            "task_order": "FIFO",
            "lifo_queue": false,
            "date_created": 0,
            "date_updated": 0,
        })
    }
}

/// The queue with this SID.
pub(super) fn queue(sid: &str) -> Option<&'static Queue> {
    QUEUES.iter().find(|it| it.sid == sid)
}

impl ContactCentre {
    /// The queues, as TaskRouter lists them.
    pub(crate) fn list_queues(worker: &Worker) -> Value {
        listed(QUEUES.iter().map(|it| it.to_json(&worker.account)).collect())
    }

    /// A queue, as TaskRouter describes it.
    pub(crate) fn describe_queue(worker: &Worker, sid: &str) -> Option<Value> {
        queue(sid).map(|it| it.to_json(&worker.account))
    }
}
