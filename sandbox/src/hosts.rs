//! Which of Twilio's hosts a request is for: one listener stands in for them all.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;
use tower::ServiceExt;
use tower_http::cors::CorsLayer;

use crate::flex::FlexFiles;
use crate::log::UnknownRequest;
use crate::world::World;
use crate::{flex, function, iam, signalling};

struct Hosts {
    world: Arc<World>,
    event_bridge: Router,
    flex: Router,
    flex_api: Router,
    flex_assets: Router,
    function: Router,
    iam: Router,
    insights: Router,
    signalling: Router,
    status: Router,
    twilsock: Router,
}

/// The service behind the TLS listener.
pub(crate) fn router(world: Arc<World>, files: &FlexFiles) -> Router {
    let known = |router: Router| router.fallback(unknown).with_state(());
    // Pages of other origins, Flex's, ask these with their credentials.
    let shared = |router: Router| known(router).layer(CorsLayer::very_permissive());
    let hosts = Hosts {
        event_bridge: shared(flex::event_bridge::router(Arc::clone(&world))),
        flex: known(flex::router(Arc::clone(&world), files)),
        flex_api: shared(flex::api::router(Arc::clone(&world))),
        flex_assets: flex::api::assets().layer(CorsLayer::very_permissive()),
        function: known(function::router(Arc::clone(&world))),
        iam: shared(iam::router(Arc::clone(&world))),
        insights: shared(insights()),
        signalling: known(signalling::router(Arc::clone(&world))),
        status: flex::api::status().layer(CorsLayer::very_permissive()),
        twilsock: known(flex::twilsock::router(Arc::clone(&world))),
        world,
    };
    Router::new().fallback(dispatch).with_state(Arc::new(hosts))
}

impl Hosts {
    fn serving(&self, host: &str) -> Option<&Router> {
        let name = host.split(':').next().unwrap_or_default();
        match name {
            "flex.twilio.com" => Some(&self.flex),
            "flex-api.twilio.com" => Some(&self.flex_api),
            "assets.flex.twilio.com"
            | "assets.twilio.com"
            | "media.twiliocdn.com"
            | "sdk.twilio.com" => Some(&self.flex_assets),
            "event-bridge.twilio.com" => Some(&self.event_bridge),
            "tsock.us1.twilio.com" => Some(&self.twilsock),
            "status.twilio.com" => Some(&self.status),
            "iam.twilio.com" => Some(&self.iam),
            // Without a region, which Twilio says only as it lets somebody register.
            "eventgw.twilio.com" => Some(&self.insights),
            _ if name.ends_with(".twil.io") => Some(&self.function),
            _ => match name.strip_suffix(".twilio.com")?.split_once('.')? {
                ("voice-js", _) => Some(&self.signalling),
                ("eventgw", _) => Some(&self.insights),
                _ => None,
            },
        }
    }
}

async fn dispatch(State(hosts): State<Arc<Hosts>>, request: Request) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let method = request.method().to_string();
    let target = format!("{host}{}", request.uri().path());
    let response = match hosts.serving(&host) {
        Some(router) => router.clone().oneshot(request).await.into_response(),
        None => unknown().await,
    };
    if response.extensions().get::<Unknown>().is_some() {
        hosts.world.unknown_request(UnknownRequest { method, target });
    }
    response
}

/// Marks a response as one that no part of the sandbox wanted to give.
#[derive(Debug, Clone, Copy)]
struct Unknown;

async fn unknown() -> Response {
    let mut response = (StatusCode::NOT_FOUND, "not part of the sandbox\n").into_response();
    response.extensions_mut().insert(Unknown);
    response
}

/// Insights: the voice SDK's events and quality samples, and Flex's, taken and thrown away.
fn insights() -> Router {
    let swallow = || async { Json(json!({})) };
    Router::new()
        .route("/v4/EndpointEvents", post(swallow))
        .route("/v4/EndpointMetrics", post(swallow))
}
