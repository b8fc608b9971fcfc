//! What stands behind the page on the dev page: no extension. The panel says what the worker would.

use voice_client_browser::{Error, Sound};
use voice_client_core::{Intent, View};

/// A worker that says nothing.
#[derive(Debug)]
pub(crate) struct Worker;

impl Worker {
    pub(crate) fn connect(_port: &str, _heard: impl Fn(Option<View>) + 'static) -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "the worker of the extension is told")]
    pub(crate) fn wants(&self, _intent: Intent) {}
}

pub(crate) fn restart() {}

pub(crate) fn watch_toolbar(_tell: impl Fn(Option<bool>) + Clone + 'static) {}

#[expect(clippy::unused_async, reason = "the extension's waits for Chrome")]
pub(crate) async fn ring(_speaker: Option<&str>) -> Result<Sound, Error> {
    Err(Error::new("Audio.play", &"there is no sound on the dev page".into()))
}
