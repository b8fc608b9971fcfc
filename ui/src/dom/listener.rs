//! Listeners, each for as long as its element is there.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

use super::Handler;

/// A listener whose handler can be exchanged.
pub(super) struct Listener {
    pub(super) event: &'static str,
    target: EventTarget,
    handler: Rc<RefCell<Handler>>,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(super) fn begin(target: &EventTarget, event: &'static str, handler: Handler) -> Self {
        let handler = Rc::new(RefCell::new(handler));
        let current = Rc::clone(&handler);
        let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let handler = Rc::clone(&current.borrow());
            handler(&event);
        });
        // It throws only what is no listener.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { event, target: target.clone(), handler, closure }
    }

    pub(super) fn set(&self, handler: Handler) {
        self.handler.replace(handler);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let listener = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, listener);
    }
}
