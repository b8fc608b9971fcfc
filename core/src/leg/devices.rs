//! Which devices the call's audio goes through.

use crate::{ChosenDevices, DeviceKind, OfferedDevices};

use super::{Effect, Report};

/// What is chosen, what there is, and what follows.
#[derive(Debug, Clone, Default)]
pub(super) struct LegDevices {
    chosen: ChosenDevices,
    /// None until somebody has looked.
    offered: Option<OfferedDevices>,
    in_use: ChosenDevices,
}

impl LegDevices {
    pub(super) fn offered(&self) -> Option<OfferedDevices> {
        self.offered.clone()
    }

    /// The worker says what is chosen.
    pub(super) fn choose(&mut self, chosen: ChosenDevices) -> Vec<Effect> {
        self.chosen = chosen;
        self.settle()
    }

    /// Somebody has looked: a device may have come or gone.
    pub(super) fn seen(&mut self, offered: OfferedDevices) -> Vec<Effect> {
        if self.offered.as_ref() == Some(&offered) {
            return vec![];
        }
        self.offered = Some(offered.clone());
        let mut effects = self.settle();
        effects.push(Effect::Report(Report::Devices(offered)));
        effects
    }

    /// A device that is chosen and not there gives way to the default until it is back.
    fn settle(&mut self) -> Vec<Effect> {
        let Some(offered) = &self.offered else { return vec![] };
        let before = std::mem::replace(&mut self.in_use, self.chosen.among(offered));
        [DeviceKind::Input, DeviceKind::Output]
            .into_iter()
            .filter(|kind| before.of(*kind) != self.in_use.of(*kind))
            .map(|kind| Effect::Use { kind, label: self.in_use.of(kind).cloned() })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DeviceLabel;

    fn label(text: &str) -> DeviceLabel {
        DeviceLabel::parse(text).unwrap()
    }

    fn offered(inputs: &[&str]) -> OfferedDevices {
        OfferedDevices {
            inputs: inputs.iter().copied().map(label).collect(),
            outputs: vec![label("speaker")],
        }
    }

    fn chosen(input: &str) -> ChosenDevices {
        ChosenDevices { input: Some(label(input)), output: None }
    }

    fn uses(effects: &[Effect]) -> Vec<(DeviceKind, Option<&str>)> {
        let used = effects.iter().filter_map(|effect| {
            let Effect::Use { kind, label } = effect else { return None };
            Some((*kind, label.as_ref().map(DeviceLabel::as_str)))
        });
        used.collect()
    }

    #[test]
    fn a_choice_is_followed_whichever_is_known_first() {
        let mut devices = LegDevices::default();
        assert_eq!(uses(&devices.choose(chosen("headset"))), []);
        let effects = devices.seen(offered(&["built-in", "headset"]));
        assert_eq!(uses(&effects), [(DeviceKind::Input, Some("headset"))]);

        let mut devices = LegDevices::default();
        assert_eq!(uses(&devices.seen(offered(&["built-in", "headset"]))), []);
        let effects = devices.choose(chosen("headset"));
        assert_eq!(uses(&effects), [(DeviceKind::Input, Some("headset"))]);
    }

    #[test]
    fn a_device_that_is_unplugged_is_used_again_when_it_is_back() {
        let mut devices = LegDevices::default();
        devices.seen(offered(&["built-in", "headset"]));
        devices.choose(chosen("headset"));
        let effects = devices.seen(offered(&["built-in"]));
        assert_eq!(uses(&effects), [(DeviceKind::Input, None)]);
        let effects = devices.seen(offered(&["built-in", "headset"]));
        assert_eq!(uses(&effects), [(DeviceKind::Input, Some("headset"))]);
    }

    #[test]
    fn what_does_not_concern_the_choice_changes_nothing() {
        let mut devices = LegDevices::default();
        devices.seen(offered(&["built-in", "headset"]));
        devices.choose(chosen("headset"));
        assert_eq!(uses(&devices.choose(chosen("headset"))), []);
        assert_eq!(uses(&devices.seen(offered(&["built-in", "headset", "webcam"]))), []);
    }
}
