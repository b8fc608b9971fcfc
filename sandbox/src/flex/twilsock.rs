//! Twilsock: `wss://tsock.us1.twilio.com/v3/wsconnect`, over which Flex's Sync, Conversations and
//! telemetry send HTTP requests and are told of changes. The npm package `twilsock` is the reference.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{conversations, sync};
use crate::contact_centre::ConnectionId;
use crate::log::UnknownRequest;
use crate::world::World;

/// What stands before the length of a frame's header.
const MAGIC: &str = "TWILSOCK V3.0 ";

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new().route("/v3/wsconnect", get(upgrade)).with_state(world)
}

async fn upgrade(Extract(world): Extract<Arc<World>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| serve(world, socket))
}

/// A message: a header that says what it is, and what it carries.
#[derive(Debug, PartialEq)]
struct Frame {
    header: Value,
    payload: Value,
}

impl Frame {
    /// Nothing if it is none.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (length, rest) = text.strip_prefix(MAGIC)?.split_once("\r\n")?;
        let (header, rest) = rest.split_at_checked(length.trim().parse().ok()?)?;
        let header: Value = serde_json::from_str(header).ok()?;
        let payload = rest.trim_start_matches("\r\n");
        let payload =
            if payload.is_empty() { Value::Null } else { serde_json::from_str(payload).ok()? };
        Some(Self { header, payload })
    }

    fn to_bytes(&self) -> Bytes {
        let payload = if self.payload.is_null() { String::new() } else { self.payload.to_string() };
        let mut header = self.header.clone();
        header["payload_size"] = json!(payload.len());
        header["payload_type"] = json!("application/json");
        let header = header.to_string();
        format!("{MAGIC}{}\r\n{header}\r\n{payload}", header.len()).into()
    }
}

/// The request in a `message` frame.
#[derive(Debug, Deserialize)]
struct HttpRequest {
    host: String,
    path: String,
    method: String,
    #[serde(default)]
    params: Value,
}

async fn serve(world: Arc<World>, socket: WebSocket) {
    let (outbox, mut inbox) = mpsc::unbounded_channel();
    let id = world.with(|state| state.contact_centre.open_subscriber(outbox));
    let (mut sink, mut stream) = socket.split();
    let mut pushes = 0_u64;
    loop {
        let frame = tokio::select! {
            push = inbox.recv() => match push {
                Some(payload) => {
                    pushes += 1;
                    notification(pushes, payload)
                }
                None => break,
            },
            message = stream.next() => match message {
                Some(Ok(Message::Binary(bytes))) => {
                    let Some(frame) = Frame::parse(&bytes) else {
                        unknown(&world, "not a frame");
                        continue;
                    };
                    answer(&world, id, &frame)
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => continue,
            },
        };
        if sink.send(Message::Binary(frame.to_bytes())).await.is_err() {
            break;
        }
    }
    world.with(|state| state.contact_centre.close_subscriber(id));
}

fn unknown(world: &World, what: &str) {
    let target = format!("twilsock: {what}");
    world.unknown_request(UnknownRequest { method: "MESSAGE".to_owned(), target });
}

fn notification(number: u64, payload: Value) -> Frame {
    let header = json!({
        "method": "notification",
        "id": format!("TM{number:032x}"),
        "message_type": "com.twilio.rtd.cds.map",
        "notification_ctx_id": sync::CONTEXT,
    });
    Frame { header, payload }
}

fn answer(world: &World, id: ConnectionId, frame: &Frame) -> Frame {
    let mut header = json!({
        "method": "reply",
        "id": frame.header["id"],
        "status": { "code": 200, "status": "OK" },
    });
    match frame.header["method"].as_str() {
        Some("init") => {
            // What an `init` is answered with stands in the payload.
            let payload = json!({
                "capabilities": ["client_update", "telemetry.v1"],
                "continuation_token": format!("sandbox-{id}"),
                "continuation_token_status": { "reissued": false },
                "offline_storage": { "storage_id": format!("sandbox-{id}") },
                "init_registrations": sync::registrations(&frame.payload),
            });
            merge(&mut header, &payload);
            Frame { header, payload }
        }
        Some("message") => {
            let Ok(request) = serde_json::from_value(frame.header["http_request"].clone()) else {
                unknown(world, "a message without a request");
                return Frame { header, payload: Value::Null };
            };
            let (code, payload) = route(world, id, &request, &frame.payload);
            let status = if code < 300 { "OK" } else { "Not Found" };
            header["http_status"] = json!({ "code": code, "status": status });
            header["http_headers"] = json!({ "content-type": "application/json" });
            Frame { header, payload }
        }
        _ => Frame { header, payload: Value::Null },
    }
}

fn merge(into: &mut Value, from: &Value) {
    if let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) {
        into.extend(from.clone());
    }
}

/// Which part of Twilio a request is for, and what that answers.
fn route(world: &World, id: ConnectionId, request: &HttpRequest, body: &Value) -> (u16, Value) {
    let service = request.host.split('.').next().unwrap_or_default();
    let path: Vec<_> =
        request.path.split('?').next().unwrap_or_default().trim_matches('/').split('/').collect();
    let found = match (service, path.as_slice()) {
        ("flex-sdk", _) => Some((200, json!({}))),
        ("aim", path) => conversations::answer(world, &request.method, path),
        ("cds", path) => sync::answer(world, id, &request.method, path, &request.params, body),
        _ => None,
    };
    found.unwrap_or_else(|| {
        unknown(world, &format!("{} {}{}", request.method, request.host, request.path));
        (404, json!({ "status": 404, "code": 54_300, "message": "not part of the sandbox" }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_it_was_written() {
        let frame = Frame {
            header: json!({ "method": "reply", "id": "1" }),
            payload: json!({ "name": "Zoë" }),
        };
        let read = Frame::parse(&frame.to_bytes()).unwrap();
        assert_eq!(read.payload, frame.payload);
        assert_eq!(read.header["method"], "reply");
    }

    #[test]
    fn what_is_no_frame_is_nothing() {
        for bytes in [&b""[..], b"TWILSOCK V3.0 99\r\n{}", b"TWILSOCK V2.0 2\r\n{}\r\n", &[0xff]] {
            assert_eq!(Frame::parse(bytes), None);
        }
    }
}
