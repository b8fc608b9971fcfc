//! Which of Twilio's hosts a request is for: one listener stands in for them all.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tower::ServiceExt;

use crate::log::UnknownRequest;
use crate::world::World;
use crate::{flex, function, iam, signalling};

struct Hosts {
    world: Arc<World>,
    flex: Router,
    function: Router,
    iam: Router,
    insights: Router,
    signalling: Router,
}

/// The service behind the TLS listener.
pub(crate) fn router(world: Arc<World>) -> Router {
    let known = |router: Router| router.fallback(unknown).with_state(());
    let hosts = Hosts {
        flex: known(flex::router(Arc::clone(&world))),
        function: known(function::router(Arc::clone(&world))),
        iam: known(iam::router(Arc::clone(&world))),
        insights: known(insights()),
        signalling: known(signalling::router(Arc::clone(&world))),
        world,
    };
    Router::new().fallback(dispatch).with_state(Arc::new(hosts))
}

impl Hosts {
    fn serving(&self, host: &str) -> Option<&Router> {
        let name = host.split(':').next().unwrap_or_default();
        if name == "flex.twilio.com" {
            Some(&self.flex)
        } else if name == "iam.twilio.com" {
            Some(&self.iam)
        } else if name.ends_with(".twil.io") {
            Some(&self.function)
        } else if name.starts_with("voice-js.") && name.ends_with(".twilio.com") {
            Some(&self.signalling)
        } else if name.starts_with("eventgw.") && name.ends_with(".twilio.com") {
            Some(&self.insights)
        } else {
            None
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

/// Insights: the voice SDK's events and quality samples, taken and thrown away.
fn insights() -> Router {
    Router::new()
        .route("/v4/EndpointEvents", post(swallow).options(swallow))
        .route("/v4/EndpointMetrics", post(swallow).options(swallow))
}

async fn swallow(method: Method) -> Response {
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if method == Method::OPTIONS {
        let allowed = HeaderValue::from_static("Content-Type, X-Twilio-Token");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    }
    response
}
