//! The focus: where it is when the button that had it goes.

use std::cell::RefCell;
use std::rc::Rc;

use leptos_dom::helpers::{document, request_animation_frame, window_event_listener_untyped};
use reactive_graph::owner::on_cleanup;
use reactive_graph::prelude::*;
use reactive_graph::signal::ReadSignal;
use voice_client_ui::effect;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::shown::Shown;

/// Moves the focus to the headline when what has it is gone, or can't be pressed any more: whoever
/// goes by the keyboard, or by what is read out, would begin at the top again.
pub(crate) fn keep(shown: ReadSignal<Shown>) {
    let last: Rc<RefCell<Option<Element>>> = Rc::default();
    let seen = Rc::clone(&last);
    let watch = window_event_listener_untyped("focusin", move |event| {
        seen.replace(event.target().and_then(|it| it.dyn_into().ok()));
    });
    on_cleanup(move || watch.remove());
    effect(move || {
        shown.track();
        let last = Rc::clone(&last);
        // By then it is drawn.
        request_animation_frame(move || {
            let is_gone =
                |it: &Element| !it.is_connected() || it.matches(":disabled").unwrap_or_default();
            if last.borrow().as_ref().is_some_and(is_gone) {
                last.take();
                let headline = document().query_selector("h1").ok().flatten();
                if let Some(headline) = headline.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                    // It throws nothing.
                    let _ = headline.focus();
                }
            }
        });
    });
}
