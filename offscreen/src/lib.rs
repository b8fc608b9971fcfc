//! The offscreen document's shell: it holds the one call, and plays the far end.
//!
//! [`voice_client_core::leg::Leg`] decides; this translates what the worker, the SDK and the
//! browser say into its events, and its effects into calls of the SDK.

mod call;
mod capture;
mod devices;
mod listening;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

use gloo_timers::callback::Timeout;
use voice_client_browser::devices::{DeviceWatch, Seen, tell_of_change};
use voice_client_browser::{Connection, Signal, now, tell_of_panics};
use voice_client_core::leg::{Effect, Event, Leg, Order};
use voice_client_core::{Microphone, protocol};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen_futures::spawn_local;

use crate::call::CallSlot;
use crate::devices::Wanted;

/// How long the worker waits for the first look at the microphone, in ms. A call that is taken up
/// without one would be ended by the SDK; but a look that never ends must not keep the Port closed.
const FIRST_LOOK_MS: u32 = 1_000;

thread_local! {
    /// The page lives as long as the document.
    static PAGE: OnceCell<Rc<Page>> = const { OnceCell::new() };
}

/// Opens the Port to the worker once it knows of the microphone, and waits for a call.
#[wasm_bindgen]
pub fn start() {
    tell_of_panics();
    PAGE.with(|page| {
        let page = page.get_or_init(Page::open);
        page.watch_devices();
        let late = Rc::clone(page);
        Timeout::new(FIRST_LOOK_MS, move || late.connect()).forget();
        listen("online", teller(Rc::downgrade(page), |_| Event::Online));
    });
    start_audio();
}

/// Listens to the window, for as long as there is one.
fn listen(event: &str, listener: impl Fn(web_sys::Event) + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(listener);
    let function = listener.as_ref().unchecked_ref();
    if window.add_event_listener_with_callback(event, function).is_ok() {
        listener.forget();
    }
}

/// Has Chrome start its audio service, which the first `AudioContext` of a browser's life waits
/// for (300 ms and more, measured): better now than when a call comes.
fn start_audio() {
    if let Ok(context) = web_sys::AudioContext::new() {
        drop(context.close());
    }
}

struct Page {
    me: Weak<Self>,
    leg: RefCell<Leg>,
    connection: OnceCell<Connection<Order>>,
    call: CallSlot,
    wanted: Rc<Wanted>,
    devices: OnceCell<DeviceWatch>,
    /// What was seen of it last.
    microphone: Cell<Microphone>,
    events: RefCell<VecDeque<Event>>,
    /// Whether `tell` is on the stack already: the SDK calls back while it is called.
    is_busy: Cell<bool>,
}

impl Page {
    fn open() -> Rc<Self> {
        let wanted = Rc::<Wanted>::default();
        Rc::new_cyclic(|page| Self {
            me: Weak::clone(page),
            leg: RefCell::default(),
            connection: OnceCell::new(),
            call: CallSlot::new(
                teller(page.clone(), Event::Sdk),
                teller(page.clone(), Event::Microphone),
                teller(page.clone(), |level| Event::Heard { level }),
                Rc::clone(&wanted),
            ),
            wanted,
            devices: OnceCell::new(),
            microphone: Cell::default(),
            events: RefCell::default(),
            is_busy: Cell::new(false),
        })
    }

    fn connect(&self) {
        self.connection.get_or_init(|| {
            Connection::open(
                protocol::port::OFFSCREEN,
                teller(Weak::clone(&self.me), |signal| match signal {
                    Signal::Opened => Event::PortOpened,
                    Signal::Message(order) => Event::Ordered(order),
                }),
            )
        });
    }

    fn watch_devices(self: &Rc<Self>) {
        let page = Rc::downgrade(self);
        let tell = move |seen| {
            if let Some(page) = page.upgrade() {
                page.see(seen);
            }
        };
        self.devices.get_or_init(|| DeviceWatch::start(tell));
    }

    fn see(&self, seen: Seen) {
        let (microphone, offered) = (seen.microphone, seen.offered());
        let before = self.microphone.replace(microphone);
        let is_back = microphone == Microphone::Granted
            && !matches!(before, Microphone::Unknown | Microphone::Granted);
        self.wanted.see(seen);
        self.tell(Event::Microphone(microphone));
        self.tell(Event::Devices(offered));
        // A microphone that may be used again is not told of otherwise.
        if microphone == Microphone::Granted {
            self.call.use_devices();
        }
        if is_back {
            tell_of_change();
        }
        self.connect();
    }

    /// Handles an event, and those that its effects bring about.
    fn tell(&self, event: Event) {
        self.events.borrow_mut().push_back(event);
        if self.is_busy.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let effects = self.leg.borrow_mut().handle(event, now());
            for effect in effects {
                self.run(effect);
            }
        }
        self.is_busy.set(false);
    }

    fn tell_when_played(&self, after: Duration) {
        let page = Weak::clone(&self.me);
        let millis = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        Timeout::new(millis, move || {
            if let Some(page) = page.upgrade() {
                page.tell(Event::DigitsPlayed);
            }
        })
        .forget();
    }

    /// The one that a call would have.
    fn try_microphone(&self) {
        let page = Weak::clone(&self.me);
        let wanted = Rc::clone(&self.wanted);
        spawn_local(async move {
            let works = capture::can_open(&wanted).await;
            if let Some(page) = page.upgrade() {
                page.tell(Event::MicrophoneTried { works });
            }
        });
    }

    fn next_event(&self) -> Option<Event> {
        self.events.borrow_mut().pop_front()
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Connect(accept) => {
                self.call.connect(&accept);
                // Chrome does not tell of every device that comes.
                if let Some(devices) = self.devices.get() {
                    devices.look();
                }
            }
            Effect::Use { kind, label } => {
                self.wanted.set(kind, label);
                self.call.use_devices();
            }
            Effect::TryMicrophone => self.try_microphone(),
            Effect::UseToken(token) => self.call.use_token(&token),
            Effect::SetMuted(muted) => self.call.set_muted(muted),
            Effect::Listen(listens) => self.call.listen(listens),
            Effect::SendDigits(digits) => self.call.send_digits(&digits),
            Effect::TellWhenPlayed(after) => self.tell_when_played(after),
            Effect::Silence => self.call.silence(),
            Effect::Disconnect => self.call.disconnect(),
            // Without a Port nobody can be told; the hello on the next one says it.
            Effect::Report(report) => {
                if let Some(connection) = self.connection.get() {
                    drop(connection.post(&report));
                }
            }
        }
    }
}

/// A function that tells the page, as long as there is one.
fn teller<T>(page: Weak<Page>, event: impl Fn(T) -> Event) -> impl Fn(T) {
    move |it| {
        if let Some(page) = page.upgrade() {
            page.tell(event(it));
        }
    }
}

/// Writes into the console; no secret, no caller.
fn warn(message: &str) {
    web_sys::console::warn_1(&message.into());
}
