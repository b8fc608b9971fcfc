//! Digits into the call, by the keys on the screen or those of the keyboard.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use voice_client_core::{CallState, Digits, Intent};
use voice_client_texts as texts;
use voice_client_ui::{Glyph, drawings};
use web_sys::{Element, KeyboardEvent};

use crate::shown::Shown;

const KEYS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/// How many of the digits that were sent are shown.
const REMEMBERED: usize = 20;

/// The keypad, and what has been sent with it in this call.
#[derive(Clone, Copy)]
pub(crate) struct Keypad {
    /// Whether there is a call that digits can be sent into.
    can: Memo<bool>,
    is_open: RwSignal<bool>,
    sent: RwSignal<String>,
    send: Callback<Intent>,
}

impl Keypad {
    /// Listens to the keyboard for as long as the popup is open.
    pub(crate) fn begin(shown: ReadSignal<Shown>, send: Callback<Intent>) -> Self {
        let can = Memo::new(move |_| {
            let state = shown.with(|it| Some(it.current()?.call.as_ref()?.state));
            matches!(state, Some(CallState::Active | CallState::Reconnecting))
        });
        let keypad = Self { can, is_open: RwSignal::new(false), sent: RwSignal::default(), send };
        // What was sent into one call says nothing about the next.
        Effect::new(move |_| {
            if !can.get() {
                keypad.is_open.set(false);
                keypad.sent.update(String::clear);
            }
        });
        let typing = window_event_listener(ev::keydown, move |event| keypad.typed(&event));
        on_cleanup(move || typing.remove());
        keypad
    }

    /// The button that opens and closes it.
    pub(super) fn switch(self) -> AnyView {
        let toggle = move |_| self.is_open.update(|is_open| *is_open = !*is_open);
        view! {
            <button
                type="button"
                class="button secondary"
                class:on=self.is_open
                disabled=move || !self.can.get()
                aria-expanded=move || self.is_open.get().to_string()
                aria-controls="keypad"
                on:click=toggle
            >
                <Glyph drawing=drawings::KEYPAD/>
                <span>{texts::KEYPAD.text()}</span>
            </button>
        }
        .into_any()
    }

    /// The keys, while it is open, and what was sent.
    pub(super) fn keys(self) -> AnyView {
        let keys = move || self.is_open.get().then(|| Vec::from(KEYS.map(|key| self.key(key))));
        let sent = move || {
            let is_open = self.is_open.get();
            self.sent.with(|sent| match (is_open, sent.is_empty()) {
                (_, false) => Some(texts::digits_sent(sent)),
                (true, true) => Some(texts::KEYPAD_HINT.text()),
                (false, true) => None,
            })
        };
        view! {
            <div id="keypad" class="keypad" role="group" aria-label=texts::KEYPAD.text()>
                {keys}
            </div>
            <p class="sent" role="status">{sent}</p>
        }
        .into_any()
    }

    fn key(self, key: &'static str) -> AnyView {
        view! {
            <button type="button" class="button secondary" on:click=move |_| self.press(key)>
                {key}
            </button>
        }
        .into_any()
    }

    fn press(self, key: &str) {
        if let (true, Ok(digits)) = (self.can.get_untracked(), Digits::parse(key)) {
            self.send.run(Intent::SendDigits { digits });
            self.sent.update(|sent| {
                sent.push_str(key);
                // Each is one byte.
                sent.drain(..sent.len().saturating_sub(REMEMBERED));
            });
        }
    }

    fn typed(self, event: &KeyboardEvent) {
        let is_shortcut = event.ctrl_key() || event.alt_key() || event.meta_key();
        let is_held = event.repeat();
        // A list of devices searches by what is typed, and a question waits for its answer.
        let is_elsewhere = event
            .target()
            .and_then(|it| it.dyn_into::<Element>().ok())
            .and_then(|it| it.closest("select, input, dialog").ok())
            .flatten()
            .is_some();
        let key = event.key();
        if !is_shortcut && !is_held && !is_elsewhere && KEYS.contains(&&*key) {
            self.press(&key);
        }
    }
}
