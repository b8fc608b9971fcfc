//! Live queries: lists of workers and of reservations that Flex's Teams view keeps up to date. The npm
//! package `twilio-sync` is the reference.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::reservations::ReservationStatus;
use super::{ConnectionId, ContactCentre, QUEUE, WORKSPACE, new_sid};

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

/// What has to be so of whatever is found: every field has, or has not, this value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Filter(Vec<Condition>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    field: String,
    is: bool,
    value: Value,
}

/// The sandbox can't read a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox knows no query like {0}")]
pub(crate) struct QueryError(String);

impl Filter {
    /// Reads the part of the query language that Flex makes use of: `data.field == "value"`, or `!=`,
    /// joined by `&&` or `AND`.
    fn parse(query: &str) -> Result<Self, QueryError> {
        let error = || QueryError(query.to_owned());
        let conditions = query.split("&&").flat_map(|part| part.split(" AND "));
        let conditions = conditions.map(str::trim).filter(|it| !it.is_empty());
        conditions
            .map(|condition| {
                let condition = condition.trim_start_matches('(').trim_end_matches(')');
                let (field, value, is) = match condition.split_once("==") {
                    Some((field, value)) => (field, value, true),
                    None => {
                        condition.split_once("!=").map(|(f, v)| (f, v, false)).ok_or_else(error)?
                    }
                };
                let field = field.trim().strip_prefix("data.").ok_or_else(error)?.to_owned();
                let value = serde_json::from_str(value.trim()).map_err(|_| error())?;
                Ok(Condition { field, is, value })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn finds(&self, data: &Value) -> bool {
        self.0.iter().all(|Condition { field, is, value }| {
            let found = field.split('.').fold(data, |data, name| &data[name]);
            (found == value) == *is
        })
    }
}

/// A query that is asked again whenever something changes.
#[derive(Debug, Clone)]
pub(super) struct LiveQuery {
    id: String,
    index: Index,
    filter: Filter,
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
        let filter = Filter::parse(query)?;
        let found = self.find(index, &filter);
        let items: Vec<_> = found
            .iter()
            .map(|(key, data)| json!({ "key": key, "data": data, "revision": "0" }))
            .collect();
        let id = new_sid("QR");
        if let Some(subscriber) = self.subscribers.get_mut(&page) {
            let query =
                LiveQuery { id: id.clone(), index, filter, found, is_open: false, events: 0 };
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
                let found = self.find(query.index, &query.filter);
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

    fn find(&self, index: Index, filter: &Filter) -> BTreeMap<String, Value> {
        let all: Vec<_> = match index {
            Index::Workers => {
                self.workers().map(|worker| (worker.sid.clone(), worker.to_insight())).collect()
            }
            Index::Reservations => self.reservation_insights(),
        };
        all.into_iter().filter(|(_, data)| filter.finds(data)).collect()
    }

    /// The reservations that somebody still has to do with, as Insights describes them.
    fn reservation_insights(&self) -> Vec<(String, Value)> {
        let live = self.workers().flat_map(|worker| self.live_reservations(&worker.sid));
        live.filter_map(|reservation| {
            let task = self.task(&reservation.task)?;
            let status = match reservation.status {
                ReservationStatus::Wrapping => json!("wrapup"),
                status => json!(status),
            };
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
                "queue_name": "Everyone",
                "queue_sid": QUEUE,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_finds_what_has_all_of_its_values() {
        let filter = Filter::parse(r#"data.worker_sid == "WK1" && data.attributes.team != "red""#);
        let filter = filter.unwrap();
        assert!(filter.finds(&json!({ "worker_sid": "WK1", "attributes": { "team": "blue" } })));
        assert!(!filter.finds(&json!({ "worker_sid": "WK1", "attributes": { "team": "red" } })));
        assert!(!filter.finds(&json!({ "worker_sid": "WK2" })));
        assert!(Filter::parse("").unwrap().finds(&json!({})));
    }

    #[test]
    fn a_query_that_is_not_understood_is_refused() {
        for query in
            ["data.age > 5", r#"data.name CONTAINS "a""#, r#"age == "5""#, "data.age == five"]
        {
            assert!(Filter::parse(query).is_err(), "{query}");
        }
    }
}
