//! Sync maps, where a conference's state is: <https://www.twilio.com/docs/sync/api/map-resource>.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ConnectionId, ContactCentre, new_sid};

/// A map.
#[derive(Debug, Clone)]
pub(crate) struct SyncMap {
    pub(crate) sid: String,
    pub(crate) unique_name: String,
    items: BTreeMap<String, Item>,
    /// What was said of each change, for who subscribes late: the first one has the number 1.
    changes: Vec<Value>,
}

#[derive(Debug, Clone)]
struct Item {
    data: Value,
    revision: u64,
}

/// When a thing of Sync was made: nobody looks.
const DATE: &str = "2026-01-01T00:00:00.000Z";

impl SyncMap {
    fn new(sid: String, unique_name: &str) -> Self {
        Self {
            sid,
            unique_name: unique_name.to_owned(),
            items: BTreeMap::new(),
            changes: Vec::new(),
        }
    }

    /// Its description.
    pub(crate) fn to_json(&self) -> Value {
        let url = format!("https://cds.us1.twilio.com/v3/Maps/{}", self.sid);
        json!({
            "sid": self.sid,
            "unique_name": self.unique_name,
            "url": url,
            "links": { "items": format!("{url}/Items") },
            "revision": self.last_event().to_string(),
            "last_event_id": self.last_event(),
            "date_created": DATE,
            "date_updated": DATE,
            "date_expires": null,
            "created_by": "system",
        })
    }

    /// What is in it, in one page.
    pub(crate) fn list_items(&self) -> Value {
        let items: Vec<_> =
            self.items.iter().map(|(key, item)| self.item_json(key, item)).collect();
        json!({ "items": items, "meta": { "key": "items", "next_token": null, "previous_token": null } })
    }

    /// One thing in it.
    pub(crate) fn item(&self, key: &str) -> Option<Value> {
        Some(self.item_json(key, self.items.get(key)?))
    }

    /// The number of its last event.
    fn last_event(&self) -> u64 {
        self.changes.len() as u64
    }

    fn item_json(&self, key: &str, item: &Item) -> Value {
        json!({
            "key": key,
            "url": format!("https://cds.us1.twilio.com/v3/Maps/{}/Items/{key}", self.sid),
            "data": item.data,
            "revision": item.revision.to_string(),
            "last_event_id": item.revision,
            "date_created": DATE,
            "date_updated": DATE,
            "date_expires": null,
            "created_by": "system",
        })
    }
}

impl ContactCentre {
    /// A map by its SID or its unique name.
    pub(crate) fn map(&self, name: &str) -> Option<&SyncMap> {
        self.maps.get(name).or_else(|| self.maps.values().find(|map| map.unique_name == name))
    }

    /// The map of this name, made now if there is none yet.
    pub(crate) fn map_named(&mut self, unique_name: &str) -> &SyncMap {
        let sid = self.map(unique_name).map(|map| map.sid.clone());
        let sid = sid.unwrap_or_else(|| new_sid("MP"));
        self.maps.entry(sid.clone()).or_insert_with(|| SyncMap::new(sid, unique_name))
    }

    /// Writes into the map of this name, if it says something else so far, and tells who has
    /// subscribed to it.
    pub(crate) fn write_map(&mut self, unique_name: &str, key: &str, data: Value) {
        let sid = self.map_named(unique_name).sid.clone();
        let Some(map) = self.maps.get_mut(&sid) else { return };
        if map.items.get(key).is_some_and(|item| item.data == data) {
            return;
        }
        let revision = map.last_event() + 1;
        let event = json!({
            "id": revision,
            "map_sid": map.sid,
            "map_unique_name": map.unique_name,
            "map_revision": revision.to_string(),
            "item_key": key,
            "item_data": data,
            "item_revision": revision.to_string(),
            "date_created": DATE,
        });
        let known = map.items.insert(key.to_owned(), Item { data, revision }).is_some();
        let message = json!({
            "event_type": if known { "map_item_updated" } else { "map_item_added" },
            "event_protocol_version": 3,
            "strictly_ordered": true,
            "event": event,
        });
        map.changes.push(message.clone());
        for subscriber in self.subscribers.values().filter(|it| it.maps.contains(&sid)) {
            let _ = subscriber.outbox.send(message.clone());
        }
    }

    /// A page wants to hear of the changes of a map after event number `since`, or of a query's, and
    /// is told so.
    pub(crate) fn subscribe(
        &mut self,
        id: ConnectionId,
        map: &str,
        since: u64,
        correlation: &Value,
    ) {
        if self.open_query(id, map, correlation) {
            return;
        }
        let Some(subscriber) = self.subscribers.get_mut(&id) else { return };
        let mut event = json!({ "object_type": "map", "object_sid": map });
        let known = self.maps.get(map);
        if let Some(map) = known {
            let missed = usize::try_from(since).unwrap_or(usize::MAX).min(map.changes.len());
            for change in &map.changes[missed..] {
                let _ = subscriber.outbox.send(change.clone());
            }
            event["replay_status"] = json!("completed");
            event["last_event_id"] = json!(map.last_event());
            if !subscriber.maps.contains(&map.sid) {
                subscriber.maps.push(map.sid.clone());
            }
        }
        let outcome = if known.is_some() { "established" } else { "failed" };
        let _ = subscriber.outbox.send(json!({
            "event_type": format!("subscription_{outcome}"),
            "event_protocol_version": 3,
            "correlation_id": correlation,
            "strictly_ordered": false,
            "event": event,
        }));
    }

    /// A page does not want to hear of the changes of a map, or of a query's, any more.
    pub(crate) fn unsubscribe(&mut self, id: ConnectionId, map: &str, correlation: &Value) {
        self.close_query(id, map);
        let Some(subscriber) = self.subscribers.get_mut(&id) else { return };
        subscriber.maps.retain(|it| it != map);
        let _ = subscriber.outbox.send(json!({
            "event_type": "subscription_canceled",
            "event_protocol_version": 3,
            "correlation_id": correlation,
            "strictly_ordered": false,
            "event": { "object_type": "map", "object_sid": map },
        }));
    }
}
