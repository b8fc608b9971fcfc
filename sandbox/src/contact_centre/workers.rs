//! Workers, and the activities that they are in.

use serde_json::{Map, Value, json};

use super::live_queries::iso;
use super::{ContactCentre, VOICE_CHANNEL, WORKSPACE, new_sid, now};

/// What a worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Activity {
    pub(crate) sid: &'static str,
    pub(crate) name: &'static str,
    /// Whether tasks are offered to who does it.
    available: bool,
}

/// What workers may do. The first one is where they start.
pub(crate) const ACTIVITIES: [Activity; 5] = [
    Activity { sid: "WA00000000000000000000000000000000", name: "Offline", available: false },
    Activity { sid: "WA00000000000000000000000000000001", name: "Available", available: true },
    Activity { sid: "WA00000000000000000000000000000002", name: "Break", available: false },
    Activity {
        sid: "WA00000000000000000000000000000003",
        name: "Voice Client Offline",
        available: false,
    },
    Activity { sid: "WA00000000000000000000000000000004", name: "Training", available: true },
];

impl Activity {
    fn to_json(self, account: &str) -> Value {
        json!({
            "sid": self.sid,
            "account_sid": account,
            "workspace_sid": WORKSPACE,
            "friendly_name": self.name,
            "available": self.available,
            "date_created": 0,
            "date_updated": 0,
        })
    }
}

/// An agent.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    pub(crate) sid: String,
    pub(crate) account: String,
    /// The name that Flex knows the worker under: `agent_40example_2Ecom`.
    pub(crate) identity: String,
    pub(crate) activity: Activity,
    pub(crate) attributes: Map<String, Value>,
    /// How often the worker has changed its activity.
    pub(crate) activity_changes: u64,
    activity_since: u64,
    version: u64,
}

/// Why a worker can't be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WriteError {
    #[error("there is no such worker")]
    NoSuchWorker,
    #[error("there is no such activity")]
    NoSuchActivity,
}

impl Worker {
    /// Whether tasks are offered to the worker.
    pub(super) fn is_available(&self) -> bool {
        self.activity.available
    }

    /// Where the worker's calls go.
    pub(crate) fn contact_uri(&self) -> &str {
        self.attributes.get("contact_uri").and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "sid": self.sid,
            "account_sid": self.account,
            "workspace_sid": WORKSPACE,
            "friendly_name": self.identity,
            "activity_sid": self.activity.sid,
            "activity_name": self.activity.name,
            "available": self.activity.available,
            "attributes": json!(self.attributes).to_string(),
            "date_created": 0,
            "date_updated": self.activity_since,
            "date_status_changed": self.activity_since,
            "version": self.version.to_string(),
        })
    }
}

impl Worker {
    /// The worker, as Insights describes them.
    pub(super) fn to_insight(&self) -> Value {
        json!({
            "worker_sid": self.sid,
            "workspace_sid": WORKSPACE,
            "account_sid": self.account,
            "friendly_name": self.identity,
            "activity_name": self.activity.name,
            "attributes": self.attributes,
            "date_activity_changed": iso(self.activity_since),
            "date_updated": iso(self.activity_since),
        })
    }

    /// What the worker may do in Flex.
    pub(crate) fn roles(&self) -> Vec<String> {
        let roles = self.attributes.get("roles").and_then(Value::as_array);
        let names = roles.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    }
}

impl ContactCentre {
    /// The worker of this name, hired now if there is none yet.
    pub(crate) fn worker_named(&mut self, identity: &str, account: &str) -> &mut Worker {
        let found =
            self.workers.values().find(|it| it.identity == identity && it.account == account);
        let sid = found.map_or_else(|| new_sid("WK"), |worker| worker.sid.clone());
        self.workers.entry(sid.clone()).or_insert_with(|| {
            let attributes = json!({
                "contact_uri": format!("client:{identity}"),
                "full_name": "Sandbox agent",
                "email": "agent@example.com",
                "roles": ["agent"],
                "extensionVoiceClientEnabled": true,
            });
            Worker {
                sid,
                account: account.to_owned(),
                identity: identity.to_owned(),
                activity: ACTIVITIES[0],
                attributes: attributes.as_object().cloned().unwrap_or_default(),
                activity_changes: 0,
                activity_since: now(),
                version: 0,
            }
        })
    }

    pub(crate) fn worker(&self, sid: &str) -> Option<&Worker> {
        self.workers.get(sid)
    }

    /// All workers.
    pub(crate) fn workers(&self) -> impl Iterator<Item = &Worker> {
        self.workers.values()
    }

    /// The workers of an account, as TaskRouter lists them.
    pub(crate) fn list_workers(&self, account: &str) -> Value {
        let colleagues = self.workers.values().filter(|worker| worker.account == account);
        listed(colleagues.map(Worker::to_json).collect())
    }

    /// A worker of an account.
    pub(crate) fn colleague(&self, account: &str, sid: &str) -> Option<&Worker> {
        self.worker(sid).filter(|worker| worker.account == account)
    }

    /// The activities, as TaskRouter lists them.
    pub(crate) fn list_activities(worker: &Worker) -> Value {
        let contents: Vec<_> = ACTIVITIES.iter().map(|it| it.to_json(&worker.account)).collect();
        listed(contents)
    }

    /// The task channels of a worker, as TaskRouter lists them: calls, one at a time.
    pub(crate) fn list_channels(&self, worker: &Worker) -> Value {
        let assigned = self.live_reservations(&worker.sid).count();
        listed(vec![json!({
            "sid": "WC00000000000000000000000000000001",
            "account_sid": worker.account,
            "workspace_sid": WORKSPACE,
            "worker_sid": worker.sid,
            "task_channel_sid": VOICE_CHANNEL,
            "task_channel_unique_name": "voice",
            "assigned_tasks": assigned,
            "available": assigned == 0,
            "available_capacity_percentage": if assigned == 0 { 100 } else { 0 },
            "configured_capacity": 1,
            "date_created": 0,
            "date_updated": 0,
            "last_reserved_time": 0,
        })])
    }

    /// Changes what a worker does, and tells its pages.
    pub(crate) fn set_activity(&mut self, worker: &str, activity: &str) -> Result<(), WriteError> {
        let activity = ACTIVITIES.iter().find(|it| it.sid == activity);
        let activity = *activity.ok_or(WriteError::NoSuchActivity)?;
        let worker = self.workers.get_mut(worker).ok_or(WriteError::NoSuchWorker)?;
        worker.activity = activity;
        worker.activity_changes += 1;
        worker.activity_since = now();
        worker.version += 1;
        let (sid, payload) = (worker.sid.clone(), worker.to_json());
        self.push(&sid, "worker.activity.update", &payload);
        self.serve_queues();
        Ok(())
    }

    /// Replaces a worker's attributes, and tells its pages.
    pub(crate) fn set_attributes(
        &mut self,
        worker: &str,
        attributes: Map<String, Value>,
    ) -> Result<(), WriteError> {
        let worker = self.workers.get_mut(worker).ok_or(WriteError::NoSuchWorker)?;
        worker.attributes = attributes;
        worker.version += 1;
        let (sid, payload) = (worker.sid.clone(), worker.to_json());
        self.push(&sid, "worker.attributes.update", &payload);
        // It may be a skill that somebody waits for.
        self.serve_queues();
        Ok(())
    }
}

/// A list as TaskRouter answers it.
pub(super) fn listed(contents: Vec<Value>) -> Value {
    json!({ "total": contents.len(), "contents": contents, "meta": { "next_token": null } })
}
