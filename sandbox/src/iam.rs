//! Flex token validation, as Twilio's own validator package asks for it:
//! `POST https://iam.twilio.com/v1/Accounts/{sid}/Tokens/validate`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::world::World;

#[derive(Deserialize)]
struct ValidationRequest {
    token: String,
}

pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new().route("/v1/Accounts/{account}/Tokens/validate", post(validate)).with_state(world)
}

async fn validate(
    State(world): State<Arc<World>>,
    Path(account): Path<String>,
    Json(request): Json<ValidationRequest>,
) -> Json<Value> {
    let session = world.with(|state| state.tokens.flex(&request.token).cloned());
    let session = session.filter(|session| session.account == account);
    world.log("flex token validated", json!({ "valid": session.is_some() }));
    Json(match session {
        Some(session) => json!({
            "valid": true,
            "code": 0,
            "message": null,
            "identity": session.identity,
            "roles": ["agent"],
            "worker_sid": "WK00000000000000000000000000000000",
            "realm_user_id": session.identity,
        }),
        None => json!({ "valid": false, "code": 20_101, "message": "Invalid token" }),
    })
}
