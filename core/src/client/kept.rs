//! What outlives the browser, and an update of the extension.

use serde::{Deserialize, Serialize};

use crate::{ChosenDevices, Time};

use super::flex::{KeptTab, Tabs};
use super::model::Model;

/// What outlives the browser, and an update of the extension; it holds no token. A newer build
/// reads it: it is written with names, and what is missing in it has its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    devices: ChosenDevices,
    tabs: Vec<KeptTab>,
}

impl From<&Model> for Kept {
    fn from(model: &Model) -> Self {
        Self { devices: model.chosen_devices.clone(), tabs: model.tabs.keep() }
    }
}

impl Model {
    /// A new beginning with what was kept.
    pub(super) fn anew(kept: Kept, now: Time) -> Self {
        let mut model = Self::default();
        // Pages that have seen views of the extension before its update take no smaller number.
        model.revision = now.as_millis();
        model.chosen_devices = kept.devices;
        model.tabs = Tabs::remembered(kept.tabs);
        model
    }
}
