//! Flex: the page at `flex.twilio.com`, and the hosts that the real Flex UI talks to.

pub(crate) mod api;
mod conversations;
pub(crate) mod event_bridge;
mod plain;
mod session;
mod sync;
mod task_router;
pub(crate) mod twilsock;
mod ui;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::world::World;

/// How long the token of a Flex page lives, in seconds, unless somebody says otherwise: longer than
/// anybody looks at the page, so that a token ends only where somebody ends it. Twilio's live for
/// an hour.
const DEFAULT_TOKEN_LIFE_S: u64 = 24 * 3_600;

/// Where the parts of the real Flex UI are, built beforehand.
#[derive(Debug, Clone, Default)]
pub struct FlexFiles {
    /// The folder with `flex-ui.js`.
    pub ui: Option<PathBuf>,
    /// The folder with the plugins' scripts, one `<name>.js` each.
    pub plugins: Option<PathBuf>,
}

/// How the Flex UI is set up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FlexSettings {
    /// Feature flags that are on.
    #[serde(default)]
    features: BTreeMap<String, bool>,
    /// Whether the plugins are left out.
    #[serde(default)]
    without_plugins: bool,
    /// The life of Flex tokens given out from now on, in seconds.
    token_life_s: Option<u64>,
}

impl FlexSettings {
    /// Whether outside numbers can be called into a conference.
    pub(crate) fn has_external_transfers(&self) -> bool {
        self.features.get("external-warm-transfers").copied().unwrap_or_default()
    }

    pub(crate) fn token_life(&self) -> Duration {
        Duration::from_secs(self.token_life_s.unwrap_or(DEFAULT_TOKEN_LIFE_S))
    }
}

/// The service at `flex.twilio.com`.
pub(crate) fn router(world: Arc<World>, files: &FlexFiles) -> Router {
    ui::router(Arc::clone(&world), files).merge(plain::router()).merge(session::router(world))
}
