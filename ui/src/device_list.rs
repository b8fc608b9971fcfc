//! The list that a device is chosen from.

use leptos_dom::helpers::event_target;
use voice_client_core::DeviceLabel;
use web_sys::{Event, HtmlSelectElement};

use crate::Choices;
use crate::dom::{Element, el};

/// A `select` with this id; `choose` is told the label of what is chosen, none of the default.
pub fn device_list(
    id: &'static str,
    choices: Choices,
    choose: impl Fn(Option<DeviceLabel>) + 'static,
) -> Element {
    let all = choices.all;
    let options: Vec<_> = all
        .iter()
        .map(|it| el("option").prop("selected", it.is_chosen).child(it.name.clone()))
        .collect();
    let chosen = move |event: &Event| {
        let place = event_target::<HtmlSelectElement>(event).selected_index();
        let choice = usize::try_from(place).ok().and_then(|place| all.get(place));
        if let Some(choice) = choice {
            choose(choice.label.clone());
        }
    };
    el("select").attr("id", id).on("change", chosen).children(options)
}
