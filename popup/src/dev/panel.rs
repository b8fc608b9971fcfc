//! The panel beside the popup.

use leptos::prelude::*;
use voice_client_ui::dev::situations::{HAPPENINGS, SITUATIONS, Situation};
use voice_client_ui::dev::{self, address, choice};

use super::running::Running;

/// Puts the world into a situation, lets things happen in it, and lists what the popup sends.
pub(super) fn panel(running: Running) -> AnyView {
    let situations = SITUATIONS
        .iter()
        .map(|(about, situations)| {
            let enter = |it: &'static Situation| {
                choice(it.name, move || {
                    address::keep("situation", it.name);
                    running.enter(it);
                })
            };
            let choices = situations.iter().map(enter).collect_view();
            view! { <h2>{*about}</h2> <div class="choices">{choices}</div> }
        })
        .collect_view();
    let happenings = HAPPENINGS
        .iter()
        .map(|(name, happening)| choice(name, move || running.happen(*happening)))
        .collect_view();
    let held = running.held;
    view! {
        {dev::switches()}
        {situations}
        <h2>"The popup has just been opened"</h2>
        <div class="choices">
            {choice("for the first time", move || running.reopen_popup(false))}
            {choice("once more", move || running.reopen_popup(true))}
            {choice("while the worker is silent", move || running.worker_is_silent(true))}
        </div>
        <h2>"Then"</h2>
        <div class="choices">{happenings}</div>
        <h2>"Time"</h2>
        <label>
            <input type="checkbox" prop:checked=held on:change=move |_| held.update(|it| *it = !*it)/>
            " stands still"
        </label>
        <h2>"Toolbar"</h2>
        <p class="log">
            {move || running.badge.get().map(|badge| format!("{} [{}]", badge.icon.name(), badge.text))}
        </p>
        <h2>"The popup has sent"</h2>
        <p class="log">{move || running.intents.get().join("\n")}</p>
    }
    .into_any()
}
