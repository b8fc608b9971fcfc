//! Digits into the call, by the keys on the screen or those of the keyboard.

use leptos_dom::helpers::window_event_listener_untyped;
use reactive_graph::callback::{Callable, Callback};
use reactive_graph::computed::Memo;
use reactive_graph::owner::on_cleanup;
use reactive_graph::prelude::*;
use reactive_graph::signal::{ReadSignal, RwSignal};
use voice_client_core::{CallSid, CallState, Digits, Intent};
use voice_client_texts as texts;
use voice_client_ui::dom::{Element, el};
use voice_client_ui::{drawings, effect, glyph};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::shown::Shown;

const KEYS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/// How many of the digits that were sent are shown.
const REMEMBERED: usize = 20;

/// The keypad, and what has been sent with it in this call.
#[derive(Clone, Copy)]
pub(crate) struct Keypad {
    /// The call that digits can be sent into.
    call: Memo<Option<CallSid>>,
    is_open: RwSignal<bool>,
    sent: RwSignal<String>,
    send: Callback<Intent>,
}

impl Keypad {
    /// Listens to the keyboard for as long as the popup is open.
    pub(crate) fn begin(shown: ReadSignal<Shown>, send: Callback<Intent>) -> Self {
        let call = Memo::new(move |_| {
            shown.with(|it| {
                let call = it.current()?.call.as_ref()?;
                let can = matches!(call.state, CallState::Active | CallState::Reconnecting);
                can.then(|| call.call_sid.clone())
            })
        });
        let keypad = Self { call, is_open: RwSignal::new(false), sent: RwSignal::default(), send };
        // What was sent into one call says nothing about the next.
        effect(move || {
            if call.get().is_none() {
                keypad.is_open.set(false);
            }
            keypad.sent.update(String::clear);
        });
        let typing = window_event_listener_untyped("keydown", move |event| {
            keypad.typed(event.unchecked_ref());
        });
        on_cleanup(move || typing.remove());
        keypad
    }

    /// Whether it is open.
    pub(crate) fn is_open(self) -> bool {
        self.is_open.get()
    }

    /// The button that opens and closes it.
    pub(super) fn switch(self) -> Element {
        let toggle = move |_: &_| self.is_open.update(|is_open| *is_open = !*is_open);
        let class = move || {
            if self.is_open.get() { "button secondary on" } else { "button secondary" }
        };
        el("button")
            .attr("type", "button")
            .class(class)
            .attr("disabled", move || self.call.get().is_none())
            .attr("aria-expanded", move || self.is_open.get().to_string())
            .attr("aria-controls", "keypad")
            .on("click", toggle)
            .child(glyph(drawings::KEYPAD))
            .child(el("span").child(texts::KEYPAD))
    }

    /// The keys, while it is open.
    pub(crate) fn keys(self) -> Element {
        let keys = if self.is_open.get() { &KEYS[..] } else { &[] };
        el("div")
            .attr("id", "keypad")
            .class("keypad")
            .attr("role", "group")
            .attr("aria-label", texts::KEYPAD)
            .children(keys.iter().map(|key| self.key(key)))
    }

    /// What was sent with it. While the connection is lost, digits wait for it.
    pub(crate) fn sent(self, is_connected: bool) -> Element {
        let sent = move || {
            let is_open = self.is_open.get();
            self.sent.with(|sent| match (is_open, sent.is_empty()) {
                (_, false) if is_connected => Some(texts::digits_sent(sent)),
                (true, _) => Some(texts::KEYPAD_HINT.text()),
                (false, _) => None,
            })
        };
        el("p").class("sent").attr("role", "status").child(sent)
    }

    fn key(self, key: &'static str) -> Element {
        el("button")
            .attr("type", "button")
            .class("button secondary")
            .on("click", move |_| self.press(key))
            .child(key)
    }

    fn press(self, key: &str) {
        if let (Some(call_sid), Ok(digits)) = (self.call.get_untracked(), Digits::parse(key)) {
            self.send.run(Intent::SendDigits { digits }.for_call(call_sid));
            self.sent.update(|sent| {
                sent.push_str(key);
                // Each is one byte.
                sent.drain(..sent.len().saturating_sub(REMEMBERED));
            });
        }
    }

    fn typed(self, event: &KeyboardEvent) {
        let key = event.key();
        // Alt is a part of what is typed where a keyboard has # only with it, and never of a digit.
        let is_digit = key.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let is_shortcut = event.ctrl_key() || event.meta_key() || event.alt_key() && is_digit;
        let is_held = event.repeat();
        // A list of devices searches by what is typed, and a question waits for its answer.
        let is_elsewhere = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
            .and_then(|it| it.closest("select, dialog").ok())
            .flatten()
            .is_some();
        if !is_shortcut && !is_held && !is_elsewhere && KEYS.contains(&&*key) {
            self.press(&key);
        }
    }
}
