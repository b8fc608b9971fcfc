//! A page's Port to the worker, which is opened again whenever it closes.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::{Error, from_wire, runtime, sys, to_js, to_wire};

/// A Port that lived less than this, in milliseconds, is opened again only after as long a pause:
/// a worker that can't start must not be called in a circle.
const SHORT_LIFE_MS: u32 = 100;

/// What a [`Connection`] tells its page.
#[derive(Debug)]
pub enum Signal<M> {
    /// The Port is open: for the first time, or again, in which case the worker may be another.
    Opened,
    /// The worker says something.
    Message(M),
}

/// A Port to the worker, which is opened again at once when it closes: Chrome has killed the
/// worker, and opening the Port wakes it. It is closed when this is dropped.
#[derive(Debug)]
pub struct Connection<M> {
    inner: Rc<Inner>,
    messages: PhantomData<fn() -> M>,
}

impl<M: DeserializeOwned + 'static> Connection<M> {
    /// Keeps a Port of this name open. `on_signal` is called in later turns only, never by this
    /// function; messages that are not an `M` are dropped.
    pub fn open(name: &'static str, on_signal: impl Fn(Signal<M>) + 'static) -> Self {
        let inner = Rc::new(Inner {
            name,
            on_opened_or_message: Box::new(move |message| match message {
                None => on_signal(Signal::Opened),
                Some(message) => {
                    if let Some(message) = from_wire(&message) {
                        on_signal(Signal::Message(message));
                    }
                }
            }),
            link: RefCell::default(),
        });
        Inner::open_in(&inner, 0);
        Self { inner, messages: PhantomData }
    }

    /// Sends a message. Fails when no Port is open just then; what has to arrive is said again
    /// after the next [`Signal::Opened`].
    pub fn post(&self, message: &impl Serialize) -> Result<(), Error> {
        let port = match &*self.inner.link.borrow() {
            Link::Open(open) => open.port.clone(),
            Link::Waiting(_) | Link::Gone => {
                return Err(Error::new("Port.postMessage", &"no Port is open".into()));
            }
        };
        port.post_message(&to_wire(message)?)
            .map_err(|thrown| Error::new("Port.postMessage", &thrown))
    }
}

impl<M> Drop for Connection<M> {
    fn drop(&mut self) {
        self.inner.link.replace(Link::Gone);
    }
}

/// `runtime.ConnectInfo`.
#[derive(Serialize)]
struct ConnectInfo {
    name: &'static str,
}

struct Inner {
    name: &'static str,
    /// Is told `None` when a Port is open, and each message.
    on_opened_or_message: Box<dyn Fn(Option<JsValue>)>,
    link: RefCell<Link>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What there is of a Port. Replacing it takes the listeners back.
#[derive(Default)]
enum Link {
    /// None, and there will be none: the extension is gone from under the page, or the page is
    /// done with it.
    #[default]
    Gone,
    /// None; it will be opened when the time has come.
    Waiting(#[expect(dead_code, reason = "cancels itself when it is dropped")] Timeout),
    /// A Port.
    Open(Open),
}

struct Open {
    port: sys::Port,
    on_message: Closure<dyn Fn(JsValue)>,
    on_disconnect: Closure<dyn Fn()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.port.on_message().remove_listener(function(&self.on_message));
        self.port.on_disconnect().remove_listener(function(&self.on_disconnect));
        self.port.disconnect();
    }
}

fn function<T: ?Sized>(closure: &Closure<T>) -> &js_sys::Function {
    closure.as_ref().unchecked_ref()
}

impl Inner {
    fn open_in(self: &Rc<Self>, milliseconds: u32) {
        let weak = Rc::downgrade(self);
        let timeout = Timeout::new(milliseconds, move || {
            if let Some(inner) = weak.upgrade() {
                inner.open();
            }
        });
        self.link.replace(Link::Waiting(timeout));
    }

    fn open(self: &Rc<Self>) {
        if !runtime::is_alive() {
            self.link.replace(Link::Gone);
            return;
        }
        let info = to_js(&ConnectInfo { name: self.name });
        let Ok(port) = info.and_then(|info| {
            sys::runtime_connect(&info).map_err(|thrown| Error::new("runtime.connect", &thrown))
        }) else {
            self.link.replace(Link::Gone);
            return;
        };
        let opened_at = js_sys::Date::now();
        let open = Open {
            on_message: Closure::new({
                let weak = Rc::downgrade(self);
                move |message| {
                    if let Some(inner) = weak.upgrade() {
                        (inner.on_opened_or_message)(Some(message));
                    }
                }
            }),
            on_disconnect: Closure::new({
                let weak = Rc::downgrade(self);
                move || {
                    // Chrome prints an error that nobody reads.
                    drop(sys::RUNTIME.with(sys::Runtime::last_error));
                    if let Some(inner) = weak.upgrade() {
                        let lived = js_sys::Date::now() - opened_at;
                        inner.open_in(if lived < SHORT_LIFE_MS.into() { SHORT_LIFE_MS } else { 0 });
                    }
                }
            }),
            port,
        };
        open.port.on_message().add_listener(function(&open.on_message));
        open.port.on_disconnect().add_listener(function(&open.on_disconnect));
        self.link.replace(Link::Open(open));
        (self.on_opened_or_message)(None);
    }
}
