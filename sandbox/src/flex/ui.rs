//! The page of the real Flex UI, with what it loads from its own host.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tower_http::services::{ServeDir, ServeFile};

use super::{FlexFiles, api};
use crate::world::World;

const SCRIPT: &str = "flex-ui.js";

#[derive(Clone)]
struct Ui {
    world: Arc<World>,
    files: Arc<FlexFiles>,
}

pub(crate) fn router(world: Arc<World>, files: &FlexFiles) -> Router {
    let ui = Ui { world, files: Arc::new(files.clone()) };
    let mut router = Router::new()
        .route("/", get(page))
        .route("/agent-desktop", get(page))
        .route("/agent-desktop/{*rest}", get(page))
        .route("/teams", get(page))
        .route("/teams/{*rest}", get(page))
        .route("/page.js", get(script))
        .route("/plugins", get(plugins))
        .route("/api/v1/Features/{feature}", get(feature))
        .route("/api/v1/Session", get(session))
        .with_state(ui);
    if let Some(folder) = &files.ui {
        router = router.route_service("/flex-ui.js", ServeFile::new(folder.join(SCRIPT)));
    }
    if let Some(folder) = &files.plugins {
        router = router.nest_service("/plugins/files", ServeDir::new(folder));
    }
    router
}

async fn page(Extract(ui): Extract<Ui>) -> Html<&'static str> {
    let built = ui.files.ui.as_ref().is_some_and(|folder| folder.join(SCRIPT).is_file());
    Html(if built { include_str!("ui/page.html") } else { include_str!("ui/missing.html") })
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript")], include_str!("ui/page.js")).into_response()
}

/// What the plugin service answers: every script in the plugins' folder.
async fn plugins(Extract(ui): Extract<Ui>) -> Json<Value> {
    if ui.world.read(|state| state.flex.without_plugins) {
        return Json(json!([]));
    }
    let folder = ui.files.plugins.as_ref().and_then(|folder| std::fs::read_dir(folder).ok());
    let mut names: Vec<_> = folder
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".js").map(str::to_owned))
        .collect();
    names.sort_unstable();
    let plugin = |name: &String| {
        json!({
            "name": name,
            "version": "1.0.0",
            "phase": 3,
            "src": format!("/plugins/files/{name}.js"),
        })
    };
    Json(names.iter().map(plugin).collect())
}

async fn feature(Extract(ui): Extract<Ui>, Path(feature): Path<String>) -> Json<Value> {
    let enabled = ui.world.read(|state| state.flex.features.get(&feature) == Some(&true));
    Json(json!({ "feature": feature, "enabled": enabled }))
}

async fn session(Extract(ui): Extract<Ui>) -> Json<Value> {
    let features: Vec<_> = ui.world.read(|state| {
        let on = state.flex.features.iter().filter(|(_, enabled)| **enabled);
        on.map(|(id, _)| json!({ "id": id, "enabled": true })).collect()
    });
    Json(json!({ "features": features, "configuration": api::configuration("") }))
}
