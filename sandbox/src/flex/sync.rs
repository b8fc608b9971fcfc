//! Sync, as Flex reaches it through Twilsock. The npm package `twilio-sync` is the reference.

use serde_json::{Value, json};

use crate::contact_centre::{ConnectionId, Index, SyncMap};
use crate::world::World;

/// What Sync's notifications say that they are for.
pub(super) const CONTEXT: &str = "sandbox-sync";

/// The registrations that an `init` asks for, each with its context.
pub(super) fn registrations(init: &Value) -> Value {
    let asked = init["registrations"].as_array().cloned().unwrap_or_default();
    asked
        .into_iter()
        .map(|it| {
            json!({
                "product": it["product"],
                "type": it["type"],
                "notification_ctx_id": CONTEXT,
            })
        })
        .collect()
}

/// Answers a request: HTTP status and body. Nothing if it is not known.
pub(super) fn answer(
    world: &World,
    id: ConnectionId,
    method: &str,
    path: &[&str],
    params: &Value,
    body: &Value,
) -> Option<(u16, Value)> {
    // `/v3/Services/IS…/Maps/…` is `/v3/Maps/…` of another service.
    let ([_version, "Services", _, path @ ..] | [_version, path @ ..]) = path else { return None };
    let not_found = || (404, json!({ "status": 404, "code": 54_300, "message": "not found" }));
    let found = |map: Option<Value>| map.map_or_else(not_found, |map| (200, map));
    match (method, path) {
        ("GET", ["Maps", name]) => {
            Some(found(world.read(|state| state.contact_centre.map(name).map(SyncMap::to_json))))
        }
        ("POST", ["Maps"]) => {
            let name = body["unique_name"].as_str()?;
            Some((201, world.with(|state| state.contact_centre.map_named(name).to_json())))
        }
        ("GET", ["Maps", name, "Items"]) => {
            let items =
                world.read(|state| {
                    let map = state.contact_centre.map(name)?;
                    // One item is asked for by its key, in the query.
                    let key = params["Key"].as_str().or_else(|| params["key"].as_str());
                    let one = key.and_then(|key| map.item(key));
                    Some(one.map_or_else(|| map.list_items(), |item| json!({
                    "items": [item],
                    "meta": { "key": "items", "next_token": null, "previous_token": null },
                })))
                });
            Some(found(items))
        }
        ("GET", ["Maps", name, "Items", key]) => {
            Some(found(world.read(|state| state.contact_centre.map(name)?.item(key))))
        }
        ("POST", ["Maps", name, "Items"]) => {
            let key = body["key"].as_str()?;
            Some(found(world.with(|state| {
                let name = state.contact_centre.map(name)?.unique_name.clone();
                state.contact_centre.write_map(&name, key, body["data"].clone());
                state.contact_centre.map(&name)?.item(key)
            })))
        }
        ("GET", ["Insights", _, "Items"]) => {
            let meta = json!({ "key": "items", "next_token": null, "previous_token": null });
            Some((200, json!({ "items": [], "meta": meta, "query_id": null, "last_event_id": 0 })))
        }
        ("POST", ["Insights", index, "Items"]) => {
            let (index, query) = (Index::named(index)?, body["query_string"].as_str()?);
            let found = world.with(|state| state.contact_centre.query(id, index, query));
            found.ok().map(|found| (200, found))
        }
        ("POST", ["Subscriptions"]) => {
            let correlation = &body["correlation_id"];
            world.with(|state| {
                for request in body["requests"].as_array().into_iter().flatten() {
                    let Some(object) = request["object_sid"].as_str() else { continue };
                    if body["action"] == "cancel" {
                        state.contact_centre.unsubscribe(id, object, correlation);
                    } else {
                        let since = request["last_event_id"].as_u64().unwrap_or_default();
                        state.contact_centre.subscribe(id, object, since, correlation);
                    }
                }
            });
            let limits = json!({ "estimated_delivery_in_ms": 100, "max_batch_size": 100, "ttl_in_s": 3_600 });
            Some((202, limits))
        }
        _ => None,
    }
}
