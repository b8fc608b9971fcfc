//! Live queries: lists of workers and of reservations that Flex's Teams view keeps up to date. The npm
//! package `twilio-sync` is the reference.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::query::{Query, QueryError};
use super::reservations::ReservationStatus;
use super::{ConnectionId, ContactCentre, QUEUES, WORKSPACE, new_sid};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Workers,
    Reservations,
}

impl Index {
    /// By the name that Flex has for it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "tr-worker" => Some(Self::Workers),
            "tr-reservation" => Some(Self::Reservations),
            _ => None,
        }
    }
}

/// A query that is asked again whenever something changes.
#[derive(Debug, Clone)]
pub(super) struct LiveQuery {
    id: String,
    index: Index,
    query: Query,
    /// What was found last.
    found: BTreeMap<String, Value>,
    /// Whether the page listens.
    is_open: bool,
    events: u64,
}

impl LiveQuery {
    fn event(&mut self, event_type: &str, key: &str, data: &Value) -> Value {
        self.events += 1;
        json!({
            "event_type": event_type,
            "event_protocol_version": 3,
            "strictly_ordered": true,
            "event": {
                "id": self.events,
                "query_id": self.id,
                "item_key": key,
                "item_data": data,
                "item_revision": self.events.to_string(),
            },
        })
    }
}

impl ContactCentre {
    /// What a query finds, as Sync lists it. The page hears what changes once it subscribes.
    pub(crate) fn query(
        &mut self,
        page: ConnectionId,
        index: Index,
        query: &str,
    ) -> Result<Value, QueryError> {
        let query = Query::parse(query)?;
        let found = self.find(index, &query);
        let items: Vec<_> = found
            .iter()
            .map(|(key, data)| json!({ "key": key, "data": data, "revision": "0" }))
            .collect();
        let id = new_sid("QR");
        if let Some(subscriber) = self.subscribers.get_mut(&page) {
            let query =
                LiveQuery { id: id.clone(), index, query, found, is_open: false, events: 0 };
            subscriber.queries.push(query);
        }
        Ok(json!({ "items": items, "query_id": id, "last_event_id": 0 }))
    }

    /// The page wants to hear of what the query that it has asked finds from now on. Says whether
    /// there is such a query.
    pub(super) fn open_query(&mut self, page: ConnectionId, id: &str, correlation: &Value) -> bool {
        let Some(subscriber) = self.subscribers.get_mut(&page) else { return false };
        let Some(query) = subscriber.queries.iter_mut().find(|it| it.id == id) else {
            return false;
        };
        query.is_open = true;
        let _ = subscriber.outbox.send(json!({
            "event_type": "subscription_established",
            "event_protocol_version": 3,
            "correlation_id": correlation,
            "strictly_ordered": false,
            "event": {
                "object_type": "live_query",
                "object_sid": id,
                "replay_status": "completed",
                "last_event_id": query.events,
            },
        }));
        self.answer_live_queries();
        true
    }

    /// The page does not want to hear of a query any more.
    pub(super) fn close_query(&mut self, page: ConnectionId, id: &str) {
        if let Some(subscriber) = self.subscribers.get_mut(&page) {
            subscriber.queries.retain(|query| query.id != id);
        }
    }

    /// Tells who has asked what is found now.
    pub(super) fn answer_live_queries(&mut self) {
        let mut subscribers = std::mem::take(&mut self.subscribers);
        for subscriber in subscribers.values_mut() {
            for query in subscriber.queries.iter_mut().filter(|query| query.is_open) {
                let found = self.find(query.index, &query.query);
                let before = std::mem::replace(&mut query.found, found.clone());
                for (key, data) in found.iter().filter(|(key, data)| before.get(*key) != Some(data))
                {
                    let event = query.event("live_query_item_updated", key, data);
                    let _ = subscriber.outbox.send(event);
                }
                for key in before.keys().filter(|key| !found.contains_key(*key)) {
                    let event = query.event("live_query_item_removed", key, &Value::Null);
                    let _ = subscriber.outbox.send(event);
                }
            }
        }
        self.subscribers = subscribers;
    }

    fn find(&self, index: Index, query: &Query) -> BTreeMap<String, Value> {
        let all: Vec<_> = match index {
            Index::Workers => {
                self.workers().map(|worker| (worker.sid.clone(), worker.to_insight())).collect()
            }
            Index::Reservations => self.reservation_insights(),
        };
        all.into_iter().filter(|(_, data)| query.finds(data)).collect()
    }

    /// The reservations that somebody still has to do with, as Insights describes them.
    fn reservation_insights(&self) -> Vec<(String, Value)> {
        let live = self.workers().flat_map(|worker| self.live_reservations(&worker.sid));
        live.filter_map(|reservation| {
            let task = self.task(&reservation.task)?;
            let is_wrapping = reservation.status == ReservationStatus::Wrapping;
            let status = if is_wrapping { json!("wrapup") } else { json!(reservation.status) };
            let data = json!({
                "reservation_sid": reservation.sid,
                "task_sid": task.sid,
                "worker_sid": reservation.worker,
                "workspace_sid": WORKSPACE,
                "account_sid": task.account,
                "status": status,
                "task_status": self.assignment_status(&task.sid),
                "task_channel_unique_name": "voice",
                "task_priority": 0,
                "task_age": 0,
                "queue_name": QUEUES[0].name,
                "queue_sid": QUEUES[0].sid,
                "attributes": task.attributes(),
                "date_created": iso(reservation.created),
                "date_updated": iso(reservation.since),
            });
            Some((reservation.sid.clone(), data))
        })
        .collect()
    }
}

/// ISO 8601.
pub(super) fn iso(epoch_seconds: u64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(epoch_seconds.try_into().unwrap_or_default());
    at.ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default()
}
