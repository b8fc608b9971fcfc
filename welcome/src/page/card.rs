//! One step: how it stands, what to do, and what can be pressed.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use voice_client_core::Icon;
use voice_client_texts::Text;
use voice_client_ui::{Glyph, Picture, Tone, drawings};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

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
        Step::Devices => (devices::bench(words, equipment), &[]),
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
                {(!below.is_empty()).then(|| buttons(below, words, equipment))}
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

/// A row of buttons, of which those are seen that make sense. They stay where they are, so that
/// whoever has the focus keeps it.
pub(super) fn buttons(
    presses: &'static [Press],
    words: Memo<Words>,
    equipment: Equipment,
) -> AnyView {
    let one = |press: Press| {
        let is_shown = move || words.with(|it| it.presses.contains(&press));
        let is_primary = matches!(press, Press::AllowMicrophone | Press::OpenFlex | Press::Heard);
        view! {
            <button
                type="button"
                class="button"
                class:primary=is_primary
                class:secondary=!is_primary
                hidden=move || !is_shown()
                on:click=move |event| {
                    equipment.press(press);
                    keep_focus(&event);
                }
            >
                {press.label().text()}
            </button>
        }
        .into_any()
    };
    let row = presses.iter().copied().map(one).collect_view();
    let is_empty = move || words.with(|it| !presses.iter().any(|press| it.presses.contains(press)));
    view! { <div class="buttons" hidden=is_empty>{row}</div> }.into_any()
}

/// The focus of a button that goes away moves to the headline above it.
fn keep_focus(event: &MouseEvent) {
    let button: Option<Element> = event.current_target().and_then(|it| it.dyn_into().ok());
    request_animation_frame(move || {
        let is_lost = document().active_element().is_none_or(|it| it.tag_name() == "BODY");
        let card = button.and_then(|button| button.closest(".card").ok().flatten());
        let headline = card.and_then(|card| card.query_selector("h2").ok().flatten());
        if let (true, Some(headline)) = (is_lost, headline) {
            // An element that can't have the focus leaves it where it is.
            let _ = headline.unchecked_into::<HtmlElement>().focus();
        }
    });
}
