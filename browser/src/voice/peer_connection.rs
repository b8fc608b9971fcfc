//! The peer connection of a call, which the SDK keeps to itself.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Proxy, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget};

use crate::{Error, sys};

/// The event and the property of the connection's state as ICE has it.
const ICE_STATE_CHANGE: &str = "iceconnectionstatechange";
const ICE_STATE: &str = "iceConnectionState";

/// A class that passes for Chrome's `RTCPeerConnection`, and the connection that was made of it
/// last.
#[derive(Debug)]
pub struct PeerConnection {
    class: Proxy,
    made: Rc<RefCell<Option<sys::RtcPeerConnection>>>,
    /// Whether what is told of the state is not so.
    is_pretending: Rc<Cell<bool>>,
}

impl PeerConnection {
    /// Makes the class. `on_change` hears when the state of a connection is another one indeed.
    pub fn new(on_change: impl Fn() + 'static) -> Result<Self, Error> {
        let made: Rc<RefCell<Option<sys::RtcPeerConnection>>> = Rc::default();
        let keep = Rc::clone(&made);
        let is_pretending = Rc::new(Cell::new(false));
        let pretends = Rc::clone(&is_pretending);
        let on_change = move || {
            if !pretends.get() {
                on_change();
            }
        };
        let on_change: Function =
            Closure::<dyn Fn()>::new(on_change).into_js_value().unchecked_into();
        let construct = move |class: Function, arguments: Array| {
            let connection = Reflect::construct(&class, &arguments)?;
            for event in [ICE_STATE_CHANGE, "connectionstatechange"] {
                connection
                    .unchecked_ref::<EventTarget>()
                    .add_event_listener_with_callback(event, &on_change)?;
            }
            keep.replace(Some(connection.clone().unchecked_into()));
            Ok(connection)
        };
        // It lives for as long as the SDK has the class.
        let construct =
            Closure::<dyn Fn(Function, Array) -> Result<JsValue, JsValue>>::new(construct);
        let handler = Object::new();
        set(&handler, "construct", &construct.into_js_value()).map_err(failed)?;
        let class = Reflect::get(&js_sys::global(), &"RTCPeerConnection".into()).map_err(failed)?;
        Ok(Self { class: Proxy::new(&class, &handler), made, is_pretending })
    }

    /// What the SDK makes its connection of.
    pub(super) const fn class(&self) -> &Proxy {
        &self.class
    }

    /// Whether media can flow, by both of the states that Chrome has of it.
    pub fn is_connected(&self) -> bool {
        self.made.borrow().as_ref().is_some_and(|it| {
            it.connection_state() == "connected"
                && matches!(&*it.ice_connection_state(), "connected" | "completed")
        })
    }

    /// Has whoever listens to it believe that it was disconnected for a moment, and is connected.
    pub fn tell_again(&self) -> Result<(), Error> {
        // The SDK knows no *completed*.
        self.tell(&["disconnected", "connected"])
    }

    /// Has whoever listens to it believe that it was connected for a moment, and has failed.
    pub fn tell_of_failure_again(&self) -> Result<(), Error> {
        self.tell(&["disconnected", "connected", "disconnected", "failed"])
    }

    fn tell(&self, states: &[&str]) -> Result<(), Error> {
        let Some(connection) = self.made.borrow().clone() else { return Ok(()) };
        let connection = connection.unchecked_ref();
        self.is_pretending.set(true);
        let told = states.iter().try_for_each(|state| tell(connection, state));
        self.is_pretending.set(false);
        Reflect::delete_property(connection, &ICE_STATE.into()).map_err(failed)?;
        told.map_err(failed)
    }
}

fn tell(connection: &Object, state: &str) -> Result<(), JsValue> {
    let seems = Object::new();
    set(&seems, "value", &state.into())?;
    set(&seems, "configurable", &JsValue::TRUE)?;
    Reflect::define_property(connection, &ICE_STATE.into(), &seems)?;
    let change = Event::new(ICE_STATE_CHANGE)?;
    connection.unchecked_ref::<EventTarget>().dispatch_event(&change).map(drop)
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(drop)
}

fn failed(thrown: JsValue) -> Error {
    Error::new("RTCPeerConnection", &thrown)
}
