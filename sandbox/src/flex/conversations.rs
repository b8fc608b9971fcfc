//! Conversations, as Flex reaches them through Twilsock: there are none. The npm package
//! `@twilio/conversations` is the reference.

use serde_json::{Value, json};

use crate::world::World;

/// The Sync map with what a user is called.
const USER_INFO: &str = "sandbox.info";
/// The Sync map with a user's conversations.
const CONVERSATIONS: &str = "sandbox.conversations";

/// Answers a request: HTTP status and body. Nothing if it is not known.
pub(super) fn answer(world: &World, method: &str, path: &[&str]) -> Option<(u16, Value)> {
    match (method, path) {
        (_, [.., "Configuration"]) => {
            world.with(|state| {
                let centre = &mut state.contact_centre;
                centre.map_named(CONVERSATIONS);
                if centre.map(USER_INFO).is_none() {
                    centre.write_map(USER_INFO, "friendlyName", json!({ "value": "Agent" }));
                    centre.write_map(USER_INFO, "attributes", json!({ "value": "{}" }));
                }
            });
            Some((200, configuration()))
        }
        (_, [.., "Users", identity]) => Some((
            200,
            json!({
                "sid": "US00000000000000000000000000000000",
                "identity": identity,
                "friendly_name": "Agent",
                "attributes": "{}",
                "is_online": null,
                "is_notifiable": null,
                "links": {},
            }),
        )),
        ("GET", [.., "Conversations"]) => Some((
            200,
            json!({
                "conversations": [],
                "meta": { "key": "conversations", "next_token": null, "previous_token": null },
            }),
        )),
        _ => None,
    }
}

fn configuration() -> Value {
    let base = "https://aim.us1.twilio.com/Client/v2/Services/IS00000000000000000000000000000000";
    let media = "https://mcs.us1.twilio.com/v1/Services/IS00000000000000000000000000000000";
    json!({
        "identity": "sandbox",
        "links": {
            "my_conversations": format!("{base}/Users/me/Conversations"),
            "conversations": format!("{base}/Conversations"),
            "users": format!("{base}/Users"),
            "current_user": format!("{base}/Users/me"),
            "typing": format!("{base}/Typing"),
            "messages_receipts": format!("{base}/Receipts"),
            "media_service": format!("{media}/Media"),
            "media_set_service": format!("{media}/MediaSet"),
        },
        "options": {
            "reachability_enabled": false,
            "media_attachments_count_limit": 10,
            "media_attachment_size_limit_in_mb": 50,
            "media_attachments_total_size_limit_in_mb": 50,
            "email_histories_allowed_mime_types": [],
            "email_bodies_allowed_mime_types": [],
        },
        "sync_objects": { "my_user_info": USER_INFO, "my_conversations": CONVERSATIONS },
    })
}
