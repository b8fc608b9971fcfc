//! The devices to choose from.

use voice_client_core::{DeviceKind, DeviceLabel, Devices};
use voice_client_texts as texts;

/// What there is to choose from, for one end of the audio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The system's default first.
    pub all: Vec<Choice>,
    /// The device that is chosen and not there, if so.
    pub away: Option<DeviceLabel>,
}

/// A device that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its label; none is the system's default.
    pub label: Option<DeviceLabel>,
    /// What it is called here.
    pub name: String,
    /// It is the one.
    pub is_chosen: bool,
}

/// What there is to choose from. A device that is chosen stays among it while it is unplugged.
pub fn choices(devices: &Devices, kind: DeviceKind) -> Choices {
    let (offered, chosen) = match kind {
        DeviceKind::Input => (&devices.inputs, devices.input.as_ref()),
        DeviceKind::Output => (&devices.outputs, devices.output.as_ref()),
    };
    let away = chosen.filter(|label| !offered.contains(label));
    let choice = |label: Option<&DeviceLabel>, name: String| Choice {
        label: label.cloned(),
        name,
        is_chosen: label == chosen,
    };
    let mut all = vec![choice(None, texts::SYSTEM_DEFAULT.text())];
    all.extend(offered.iter().map(|label| choice(Some(label), label.to_string())));
    all.extend(away.map(|label| choice(Some(label), texts::device_gone(label.as_str()))));
    Choices { all, away: away.cloned() }
}

#[cfg(test)]
mod tests {
    use voice_client_core::{ChosenDevices, OfferedDevices};

    use super::*;

    fn label(text: &str) -> DeviceLabel {
        DeviceLabel::parse(text).unwrap()
    }

    fn input(chosen: Option<&str>) -> Choices {
        let offered = OfferedDevices { inputs: vec![label("Built-in")], outputs: vec![] };
        let chosen = ChosenDevices { input: chosen.map(label), output: None };
        choices(&Devices::new(offered, chosen), DeviceKind::Input)
    }

    fn names(choices: &Choices) -> Vec<(&str, bool)> {
        choices.all.iter().map(|it| (&*it.name, it.is_chosen)).collect()
    }

    #[test]
    fn a_headset_that_is_unplugged_stays_chosen_and_is_called_that() {
        let plugged = input(Some("Built-in"));
        assert_eq!(names(&plugged), [("System default", false), ("Built-in", true)]);
        assert_eq!(plugged.away, None);

        let away = input(Some("Headset"));
        assert_eq!(away.all.len(), 3);
        assert_eq!(names(&away)[2], ("Headset (not connected)", true));
        assert_eq!(away.away, Some(label("Headset")));
    }

    #[test]
    fn who_has_never_chosen_has_the_systems_default() {
        assert_eq!(names(&input(None))[0], ("System default", true));
    }
}
