//! One step: how it stands, what to do, and what can be pressed.

use std::time::Duration;

use leptos_dom::helpers::{document, set_timeout};
use reactive_graph::computed::Memo;
use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use voice_client_core::{Icon, Problem};
use voice_client_texts::Text;
use voice_client_ui::dom::{Element, Node, el};
use voice_client_ui::{Tone, drawings, effect, glyph, picture, problem_code};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use super::picture::scene;
use super::{connection, devices};
use crate::equipment::Equipment;
use crate::steps::{Press, Step, Words, next_step};

const EXCLAMATION: &str = r#"<path d="M12 5v9M12 18.5h.01"/>"#;

/// A step's card.
pub(super) fn card(step: Step, equipment: Equipment) -> Element {
    let state = equipment.state;
    let words = Memo::new(move |_| state.with(|state| step.words(state)));
    let is_next = Memo::new(move |_| state.with(next_step) == Some(step));
    let medallion = el("span")
        .class("medallion")
        .attr("data-tone", move || words.with(|it| it.tone.name()))
        .attr("aria-hidden", "true")
        .child(move || medallion(step, words.with(|it| it.tone)));
    let status = el("div")
        .attr("role", "status")
        // It takes the focus over from a button that is pressed and goes.
        .child(el("h2").attr("tabindex", "-1").child(move || words.with(|it| it.headline)))
        .child(el("p").child(move || words.with(|it| it.explanation)))
        .child(move || remedy(words.with(|it| it.remedy)))
        .child(move || words.with(|it| it.problem).map(code));
    let (between, below): (Option<Node>, &[Press]) = match step {
        Step::Microphone => (None, &[Press::AllowMicrophone, Press::CheckMicrophone]),
        Step::Devices => (Some(devices::bench(words, is_next, equipment).into()), &[]),
        Step::Connection => {
            (Some((move || state.with(connection::list)).into()), &[Press::CheckConnection])
        }
        Step::Toolbar => (None, &[]),
        Step::Flex => {
            (None, &[Press::OpenFlex, Press::TryAgain, Press::CheckMicrophone, Press::Restart])
        }
    };
    let below = (!below.is_empty()).then(|| buttons(below, words, is_next, equipment));
    let content = el("div")
        .class("content")
        .child(status)
        .child(move || words.with(|it| it.picture).map(scene))
        .child(between)
        .child(below);
    let class = move || if is_next.get() { "card next" } else { "card" };
    el("li").class(class).child(medallion).child(content)
}

fn medallion(step: Step, tone: Tone) -> Node {
    match tone {
        Tone::Neutral => (step as usize + 1).to_string().into(),
        Tone::Busy => picture(Icon::Connecting).into(),
        Tone::Good => glyph(drawings::CHECK_MARK).into(),
        Tone::Warning | Tone::Bad => glyph(EXCLAMATION).into(),
    }
}

fn remedy(lines: &'static [Text]) -> Option<Element> {
    let items = lines.iter().map(|line| el("li").child(*line));
    (!lines.is_empty()).then(|| el("ol").class("steps").children(items))
}

fn code(problem: Problem) -> Element {
    el("p").class("small-print").child(problem_code(problem))
}

/// A row of buttons, of which those are seen that make sense. The focus of one that is pressed and
/// goes moves to the card's headline.
pub(super) fn buttons(
    presses: &'static [Press],
    words: Memo<Words>,
    is_next: Memo<bool>,
    equipment: Equipment,
) -> Element {
    let last = StoredValue::new_local(None::<HtmlElement>);
    let one = |press: Press| {
        let class = move || {
            let is_primary = is_next.get() && press.leads_on();
            if is_primary { "button primary" } else { "button secondary" }
        };
        let on_click = move |event: &Event| {
            last.set_value(event.current_target().and_then(|it| it.dyn_into().ok()));
            equipment.press(press);
        };
        el("button")
            .attr("type", "button")
            .class(class)
            .attr("hidden", move || words.with(|it| !it.presses.contains(&press)))
            .on("click", on_click)
            .child(press.label())
    };
    effect(move || {
        words.track();
        // Once the words are in the page. It may be behind another one, where nothing is drawn.
        let pass_on = move || {
            if let Some(button) = last.try_get_value().flatten() {
                pass_focus_on(&button);
            }
        };
        set_timeout(pass_on, Duration::ZERO);
    });
    let is_empty = move || words.with(|it| !presses.iter().any(|press| it.presses.contains(press)));
    let row = presses.iter().copied().map(one);
    el("div").class("buttons").attr("hidden", is_empty).children(row)
}

/// Chrome takes the focus away from what is hidden, sooner or later.
fn pass_focus_on(button: &HtmlElement) {
    let focused = document().active_element();
    let is_lost = focused.is_none_or(|it| it.tag_name() == "BODY" || it == **button);
    let card = button.closest(".card").ok().flatten();
    let headline = card.and_then(|card| card.query_selector("h2").ok().flatten());
    if let (true, true, Some(headline)) = (button.has_attribute("hidden"), is_lost, headline) {
        // What can't have the focus leaves it where it is.
        let _ = headline.unchecked_into::<HtmlElement>().focus();
    }
}
