//! The contact centre: workers and what they do, tasks and who is to take them, conferences.
//!
//! It is the one state behind TaskRouter's event bridge, Sync and the control API. Names and shapes
//! are TaskRouter's: <https://www.twilio.com/docs/taskrouter/api>.

mod conferences;
mod interactions;
mod live_queries;
mod query;
mod queues;
mod reservations;
mod sync_map;
mod tasks;
mod transfers;
mod workers;

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::Value;
use tokio::sync::mpsc;

use crate::tokens::epoch_seconds;

pub(crate) use interactions::{Telephones, task_of};
pub(crate) use live_queries::Index;
use live_queries::LiveQuery;
pub(crate) use queues::QUEUES;
use reservations::Reservation;
pub(crate) use reservations::{CallPlan, InviteError, Seat};
pub(crate) use sync_map::SyncMap;
pub(crate) use tasks::NewTask;
use tasks::Task;
use transfers::Transfer;
pub(crate) use transfers::{TransferError, TransferMode};
pub(crate) use workers::{ACTIVITIES, Worker, WriteError};

/// The one workspace.
pub(crate) const WORKSPACE: &str = "WS00000000000000000000000000000000";
/// Its one workflow.
pub(crate) const WORKFLOW: &str = "WW00000000000000000000000000000000";
/// The task channel of calls.
pub(crate) const VOICE_CHANNEL: &str = "TC00000000000000000000000000000001";

/// Names a connection of a page; numbers are never used again.
pub(crate) type ConnectionId = u64;

/// What is pushed to a worker's pages: an event of TaskRouter.
#[derive(Debug, Clone)]
pub(crate) struct Push {
    pub(crate) event_type: &'static str,
    pub(crate) payload: Value,
}

/// A page that listens to a worker's events.
struct Bridge {
    worker: String,
    outbox: mpsc::UnboundedSender<Push>,
}

/// A page that listens to Sync maps, and to what queries find.
struct Subscriber {
    outbox: mpsc::UnboundedSender<Value>,
    maps: Vec<String>,
    queries: Vec<LiveQuery>,
}

/// Everything that a contact centre knows.
#[derive(Default)]
pub(crate) struct ContactCentre {
    workers: BTreeMap<String, Worker>,
    tasks: BTreeMap<String, Task>,
    transfers: BTreeMap<String, Transfer>,
    reservations: BTreeMap<String, Reservation>,
    maps: BTreeMap<String, SyncMap>,
    bridges: BTreeMap<ConnectionId, Bridge>,
    subscribers: BTreeMap<ConnectionId, Subscriber>,
    last_connection: ConnectionId,
    /// What outside numbers do that are called into a conference.
    telephones: Telephones,
}

impl ContactCentre {
    /// A page listens to a worker's events from now on.
    pub(crate) fn open_bridge(
        &mut self,
        worker: &str,
        outbox: mpsc::UnboundedSender<Push>,
    ) -> ConnectionId {
        self.last_connection += 1;
        self.bridges.insert(self.last_connection, Bridge { worker: worker.to_owned(), outbox });
        self.last_connection
    }

    pub(crate) fn close_bridge(&mut self, id: ConnectionId) {
        self.bridges.remove(&id);
    }

    /// A page may subscribe to Sync maps from now on.
    pub(crate) fn open_subscriber(&mut self, outbox: mpsc::UnboundedSender<Value>) -> ConnectionId {
        self.last_connection += 1;
        let subscriber = Subscriber { outbox, maps: Vec::new(), queries: Vec::new() };
        self.subscribers.insert(self.last_connection, subscriber);
        self.last_connection
    }

    pub(crate) fn close_subscriber(&mut self, id: ConnectionId) {
        self.subscribers.remove(&id);
    }

    /// Tells all pages of a worker, and whoever asks for what has changed.
    fn push(&mut self, worker: &str, event_type: &'static str, payload: &Value) {
        for bridge in self.bridges.values().filter(|bridge| bridge.worker == worker) {
            // A page that has just gone is reported by its own task.
            let _ = bridge.outbox.send(Push { event_type, payload: payload.clone() });
        }
        self.answer_live_queries();
    }

    /// Forgets tasks and conferences; workers and pages stay.
    pub(crate) fn forget_tasks(&mut self) {
        self.tasks.clear();
        self.transfers.clear();
        self.reservations.clear();
        self.telephones = Telephones::default();
        self.maps.retain(|_, map| !map.unique_name.ends_with(conferences::CONFERENCE));
    }
}

/// A SID of Twilio's shape: two letters and 32 hex digits.
fn new_sid(prefix: &str) -> String {
    format!("{prefix}{:032x}", rand::random::<u128>())
}

/// Seconds since the Unix epoch: how TaskRouter writes dates.
fn now() -> u64 {
    epoch_seconds(SystemTime::now())
}
