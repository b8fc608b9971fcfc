//! The worker's machine.

use serde::{Deserialize, Serialize};

use crate::{Effect, Event, Moment, View};

/// The voice client.
#[derive(Debug)]
pub struct Client {
    version: String,
}

/// What outlives the worker.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Saved {}

impl Client {
    /// A client that has not woken yet; `version` is the extension's.
    pub fn new(version: &str) -> Self {
        Self { version: version.into() }
    }

    /// Handles an event.
    pub fn handle(&mut self, event: Event, at: Moment) -> Vec<Effect> {
        let _ = (event, at);
        vec![]
    }

    /// What to show.
    pub fn view(&self) -> View {
        let _ = &self.version;
        unimplemented!()
    }
}
