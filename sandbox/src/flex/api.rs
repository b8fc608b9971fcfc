//! `flex-api.twilio.com`, and the hosts of lesser things: pictures, sounds, fonts, and Twilio's
//! status page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::contact_centre::{ACTIVITIES, QUEUES, WORKFLOW, WORKSPACE};
use crate::iam;
use crate::world::World;

const INSTANCE: &str = "GO00000000000000000000000000000000";
const RUNTIME_DOMAIN: &str = "https://voice-client-0000.twil.io";

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/v1/Configuration", get(show_configuration))
        .route("/v1/Configuration/Public", get(public_configuration))
        .route("/v1/Accounts/{account}/Tokens/Info", post(token_info))
        .route("/v1/account/provision/status", get(provision_status))
        .route("/v1/Instances/{instance}/Teams/Context", get(teams))
        .with_state(world)
}

pub(crate) fn assets() -> Router {
    Router::new().fallback(asset)
}

pub(crate) fn status() -> Router {
    let summary = || async { Json(json!({ "components": [], "incidents": [], "status": {} })) };
    Router::new().fallback(get(summary))
}

/// The configuration of Flex: <https://www.twilio.com/docs/flex/developer/config/flex-configuration-rest-api>.
pub(crate) fn configuration(account: &str) -> Value {
    json!({
        "account_sid": account,
        "status": "ok",
        "flex_instance_sid": INSTANCE,
        "flex_service_instance_sid": "IS00000000000000000000000000000001",
        "chat_service_instance_sid": "IS00000000000000000000000000000000",
        "taskrouter_workspace_sid": WORKSPACE,
        "taskrouter_target_workflow_sid": WORKFLOW,
        "taskrouter_target_taskqueue_sid": QUEUES[0].sid,
        "taskrouter_offline_activity_sid": ACTIVITIES[0].sid,
        "runtime_domain": RUNTIME_DOMAIN,
        "service_version": null,
        "ui_attributes": { "version_compatibility": "yes" },
        "ui_language": "en-US",
        "ui_version": "2.17.1",
        "ui_dependencies": {},
        "public_attributes": { "loginPopup": false },
        "plugin_service_enabled": true,
        "plugin_service_attributes": null,
        "integrations": [],
        "outbound_call_flows": {
            "default": {
                "enabled": true,
                "caller_id": "+15550199",
                "workflow_sid": WORKFLOW,
                "queue_sid": QUEUES[0].sid,
                "location": "US",
            },
        },
        "notifications": { "enabled": false, "mode": "whenNotInFocus" },
        "markdown": { "enabled": false, "mode": "readOnly" },
        "channel_configs": [],
        "call_recording_enabled": false,
        "attributes": null,
        "messaging_service_instance_sid": null,
        "queue_stats_configuration": null,
        "wfm_integrations": null,
        "flex_insights_hr": null,
        "flex_insights_drilldown": null,
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
    })
}

/// Whose configuration it is, the token says that comes as a password.
async fn show_configuration(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    let (_, token) = iam::credentials(&headers).unwrap_or_default();
    let session = world.read(|state| state.tokens.flex(&token).cloned());
    session.map(|it| Json(configuration(&it.account))).ok_or(StatusCode::UNAUTHORIZED)
}

async fn public_configuration() -> Json<Value> {
    Json(json!({
        "account_sid": "",
        "runtime_domain": RUNTIME_DOMAIN,
        "flex_instance_sid": INSTANCE,
        "public_attributes": { "loginPopup": false },
        "configurations": [],
    }))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TokenForm {
    Lower {
        token: String,
    },
    Upper {
        #[serde(rename = "Token")]
        token: String,
    },
}

/// What there is to say of a token: a form, or JSON.
async fn token_info(Extract(world): Extract<Arc<World>>, body: Bytes) -> Response {
    let form = serde_urlencoded::from_bytes::<TokenForm>(&body).ok();
    let form = form.or_else(|| serde_json::from_slice(&body).ok());
    let Some(TokenForm::Lower { token } | TokenForm::Upper { token }) = form else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let found = world.read(|state| match state.tokens.flex(&token) {
        Some(session) => iam::describe(session),
        None => iam::invalid(state.tokens.verdict(&token)),
    });
    Json(found).into_response()
}

async fn provision_status() -> Json<Value> {
    Json(json!({ "status": "inactive" }))
}

/// What the Teams view asks first: nobody has been sorted into teams.
async fn teams() -> Json<Value> {
    Json(json!({ "team_setup_complete": false }))
}

/// Flex's pictures of flags, lists of countries, and sounds: lists are empty, sounds silent,
/// and there are no fonts.
async fn asset(request: axum::extract::Request) -> Response {
    match request.uri().path().rsplit_once('.').map(|(_, extension)| extension) {
        Some("json") => Json(json!([])).into_response(),
        Some("mp3" | "wav") => ([(header::CONTENT_TYPE, "audio/wav")], silence()).into_response(),
        Some("css") => ([(header::CONTENT_TYPE, "text/css")], "").into_response(),
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

/// A tenth of a second of silence: WAV, 8 kHz, 8 bits.
fn silence() -> Vec<u8> {
    const RATE: u32 = 8_000;
    const LENGTH: u32 = RATE / 10;
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + LENGTH).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    wav.extend([1, 0, 1, 0]);
    wav.extend(RATE.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    // A byte a sample, of 8 bits.
    wav.extend([1, 0, 8, 0]);
    wav.extend(b"data");
    wav.extend(LENGTH.to_le_bytes());
    wav.resize(wav.len() + LENGTH as usize, 0x80);
    wav
}
