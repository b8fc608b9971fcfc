//! The worker at the other end of a page's Port.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use voice_client_browser::{Connection, Signal};
use voice_client_core::{Intent, View};

/// How long the worker may take to say something, in ms. It takes some of them, and seconds on a
/// machine that is busy; one that Chrome fails to start never does.
const PATIENCE_MS: u32 = 8_000;

/// The worker at the other end of a Port, for as long as this lives.
pub struct Worker(Rc<Inner>);

struct Inner {
    connection: Connection<View>,
    heard: Box<dyn Fn(Option<View>)>,
    /// The revision of the last view.
    newest: Cell<u64>,
    /// Intents of the few milliseconds in which there is no worker, and such as it has said nothing
    /// to: it may have died before it heard them.
    unheard: RefCell<Vec<Intent>>,
    running_out: RefCell<Option<Timeout>>,
}

impl Worker {
    /// Connects by a Port of this name. Tells of each view that is not older than the last, and of
    /// none when the worker should have said something and has not.
    pub fn connect(port: &'static str, heard: impl Fn(Option<View>) + 'static) -> Self {
        let inner = Rc::new_cyclic(|weak: &Weak<Inner>| {
            let weak = weak.clone();
            Inner {
                connection: Connection::open(port, move |signal| {
                    if let Some(inner) = weak.upgrade() {
                        inner.hear(signal);
                    }
                }),
                heard: Box::new(heard),
                newest: Cell::default(),
                unheard: RefCell::default(),
                running_out: RefCell::default(),
            }
        });
        inner.await_view();
        Self(inner)
    }

    /// Tells it what the person wants: the next one, if there is none just now.
    pub fn wants(&self, intent: Intent) {
        if intent.is_answered() {
            self.0.await_view();
        }
        self.0.post(intent);
    }
}

impl Inner {
    fn hear(self: &Rc<Self>, signal: Signal<View>) {
        match signal {
            Signal::Opened => {
                // Another worker counts anew.
                self.newest.set(0);
                self.await_view();
                self.unheard.take().into_iter().for_each(|it| self.post(it));
            }
            Signal::Message(view) if view.revision < self.newest.get() => {}
            Signal::Message(view) => {
                self.newest.set(view.revision);
                self.unheard.take();
                self.running_out.take();
                (self.heard)(Some(view));
            }
        }
    }

    fn post(&self, intent: Intent) {
        if self.connection.post(&intent).is_err() || intent.is_answered() {
            self.unheard.borrow_mut().push(intent);
        }
    }

    /// A worker that does not answer is not given more time by being asked again.
    fn await_view(self: &Rc<Self>) {
        self.running_out.borrow_mut().get_or_insert_with(|| {
            let weak = Rc::downgrade(self);
            Timeout::new(PATIENCE_MS, move || {
                if let Some(inner) = weak.upgrade() {
                    (inner.heard)(None);
                }
            })
        });
    }
}
