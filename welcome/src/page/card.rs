//! One step: how it stands, what to do, and what can be pressed.

use leptos::prelude::*;
use voice_client_core::Icon;
use voice_client_texts::Text;
use voice_client_ui::{Glyph, Picture, Tone, drawings};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::picture::picture;
use super::{connection, devices};
use crate::equipment::Equipment;
use crate::steps::{Press, Step, Words, next_step};

const EXCLAMATION: &str = r#"<path d="M12 5v9M12 18.5h.01"/>"#;

/// A step's card.
pub(super) fn card(step: Step, equipment: Equipment) -> AnyView {
    let state = equipment.state;
    let words = Memo::new(move |_| state.with(|state| step.words(state)));
    let is_next = Memo::new(move |_| state.with(next_step) == Some(step));
    let (between, below): (AnyView, &[Press]) = match step {
        Step::Microphone => (().into_any(), &[Press::AllowMicrophone, Press::CheckMicrophone]),
        Step::Devices => (devices::bench(words, is_next, equipment), &[]),
        Step::Connection => (connection::list(state), &[Press::CheckConnection]),
        Step::Toolbar => (().into_any(), &[]),
        Step::Flex => (().into_any(), &[Press::OpenFlex]),
    };
    view! {
        <li class="card" class:next=is_next>
            <span class="medallion" data-tone=move || words.with(|it| it.tone.name()) aria-hidden="true">
                {move || medallion(step, words.with(|it| it.tone))}
            </span>
            <div class="content">
                <div role="status">
                    // It takes the focus over from a button that is pressed and goes.
                    <h2 tabindex="-1">{move || words.with(|it| it.headline).text()}</h2>
                    <p>{move || words.with(|it| it.explanation).text()}</p>
                    {move || remedy(words.with(|it| it.remedy))}
                </div>
                {move || picture(words.with(|it| it.picture))}
                {between}
                {(!below.is_empty()).then(|| buttons(below, words, is_next, equipment))}
            </div>
        </li>
    }
    .into_any()
}

fn medallion(step: Step, tone: Tone) -> AnyView {
    match tone {
        Tone::Neutral => (step as usize + 1).to_string().into_any(),
        Tone::Busy => view! { <Picture icon=Icon::Connecting/> }.into_any(),
        Tone::Good => view! { <Glyph drawing=drawings::CHECK_MARK/> }.into_any(),
        Tone::Warning | Tone::Bad => view! { <Glyph drawing=EXCLAMATION/> }.into_any(),
    }
}

fn remedy(lines: &'static [Text]) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let items = lines.iter().map(|line| view! { <li>{line.text()}</li> }).collect_view();
    view! { <ol class="steps">{items}</ol> }.into_any()
}

/// A row of buttons, of which those are seen that make sense. The focus of one that is pressed and
/// goes moves to the card's headline.
pub(super) fn buttons(
    presses: &'static [Press],
    words: Memo<Words>,
    is_next: Memo<bool>,
    equipment: Equipment,
) -> AnyView {
    let last = StoredValue::new_local(None::<HtmlElement>);
    let one = |press: Press| {
        let is_hidden = move || words.with(|it| !it.presses.contains(&press));
        let is_primary = move || is_next.get() && press.leads_on();
        view! {
            <button
                type="button"
                class="button"
                class:primary=is_primary
                class:secondary=move || !is_primary()
                hidden=is_hidden
                on:click=move |event| {
                    last.set_value(event.current_target().and_then(|it| it.dyn_into().ok()));
                    equipment.press(press);
                }
            >
                {press.label().text()}
            </button>
        }
        .into_any()
    };
    Effect::new(move |_| {
        words.track();
        request_animation_frame(move || {
            if let Some(button) = last.try_get_value().flatten() {
                pass_focus_on(&button);
            }
        });
    });
    let row = presses.iter().copied().map(one).collect_view();
    let is_empty = move || words.with(|it| !presses.iter().any(|press| it.presses.contains(press)));
    view! { <div class="buttons" hidden=is_empty>{row}</div> }.into_any()
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
