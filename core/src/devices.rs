//! Microphones and speakers, by label: a device's id means something in one origin only.

use serde::{Deserialize, Serialize};

use crate::DeviceLabel;

/// Which end of the audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DeviceKind {
    /// A microphone.
    Input,
    /// A speaker.
    Output,
}

/// The devices that there are; without the system's default, which there always is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedDevices {
    /// The microphones.
    pub inputs: Vec<DeviceLabel>,
    /// The speakers.
    pub outputs: Vec<DeviceLabel>,
}

impl OfferedDevices {
    /// Whether there is a device of this kind and label.
    pub fn has(&self, kind: DeviceKind, label: &DeviceLabel) -> bool {
        match kind {
            DeviceKind::Input => self.inputs.contains(label),
            DeviceKind::Output => self.outputs.contains(label),
        }
    }
}

/// One device of each kind; none is the system's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChosenDevices {
    /// The microphone.
    pub input: Option<DeviceLabel>,
    /// The speaker.
    pub output: Option<DeviceLabel>,
}

impl ChosenDevices {
    /// The same with another device of this kind.
    #[must_use]
    pub fn with(self, kind: DeviceKind, label: Option<DeviceLabel>) -> Self {
        match kind {
            DeviceKind::Input => Self { input: label, ..self },
            DeviceKind::Output => Self { output: label, ..self },
        }
    }

    /// The device of this kind.
    pub fn of(&self, kind: DeviceKind) -> Option<&DeviceLabel> {
        match kind {
            DeviceKind::Input => self.input.as_ref(),
            DeviceKind::Output => self.output.as_ref(),
        }
    }

    /// What of the choice can be had: a device that is not there gives way to the default.
    #[must_use]
    pub fn among(&self, offered: &OfferedDevices) -> Self {
        let there = |kind| self.of(kind).filter(|label| offered.has(kind, label)).cloned();
        Self { input: there(DeviceKind::Input), output: there(DeviceKind::Output) }
    }
}

/// What there is, and what is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Devices {
    /// The microphones that there are.
    pub inputs: Vec<DeviceLabel>,
    /// The speakers that there are.
    pub outputs: Vec<DeviceLabel>,
    /// The microphone that is chosen, whether it is there or not; null is the system's default.
    pub input: Option<DeviceLabel>,
    /// The speaker that is chosen, whether it is there or not; null is the system's default.
    pub output: Option<DeviceLabel>,
}

impl Devices {
    /// Both in one.
    pub fn new(offered: OfferedDevices, chosen: ChosenDevices) -> Self {
        let OfferedDevices { inputs, outputs } = offered;
        let ChosenDevices { input, output } = chosen;
        Self { inputs, outputs, input, output }
    }

    /// A device that is chosen and not there, and that another one stands in for.
    pub fn gone(&self) -> Option<&DeviceLabel> {
        let both = [(&self.input, &self.inputs), (&self.output, &self.outputs)];
        both.into_iter().find_map(|(chosen, all)| {
            chosen.as_ref().filter(|it| !all.is_empty() && !all.contains(it))
        })
    }
}
