//! The dev page: the welcome page beside a panel that puts each step into each state. What its own
//! buttons do, they do with the browser's devices; what the worker says, the real client says in a
//! simulated world.

mod situations;

use leptos::prelude::*;
use voice_client_ui::dev::situations::{SITUATIONS as OF_WORKER, Situation};
use voice_client_ui::dev::{self, choice};
use wasm_bindgen::JsCast;

use crate::equipment::Equipment;
use situations::{Change, SITUATIONS, hear};

/// Shows the panel.
pub(crate) fn mount_panel(equipment: Equipment) {
    dev::apply("welcome");
    if let Some(place) = document().get_element_by_id("panel") {
        mount_to(place.unchecked_into(), move || panel(equipment)).forget();
    }
}

fn panel(equipment: Equipment) -> AnyView {
    let put = move |(name, change): (&'static str, Change)| {
        choice(name, move || equipment.state.update(change))
    };
    let groups = SITUATIONS.iter().map(move |(step, choices)| {
        view! {
            <h2>{*step}</h2>
            <div class="choices">{choices.iter().copied().map(put).collect_view()}</div>
        }
    });
    let say = move |it: &'static Situation| {
        choice(it.name, move || equipment.state.update(|state| hear(state, it)))
    };
    // Of calls the page says little, and always the same.
    let before_calls =
        OF_WORKER.iter().filter(|(about, _)| ["Before calls", "Problems"].contains(about));
    let of_worker = before_calls.map(move |(about, situations)| {
        view! {
            <h2>{*about}</h2>
            <div class="choices">{situations.iter().map(say).collect_view()}</div>
        }
    });
    view! {
        {dev::switches()}
        {groups.collect_view()}
        {of_worker.collect_view()}
        <h2>"Level"</h2>
        <input
            type="range"
            aria-label="Level"
            min="0"
            max="100"
            value="0"
            on:input:target=move |event| {
                equipment.level.set(event.target().value().parse().unwrap_or_default());
            }
        />
    }
    .into_any()
}
