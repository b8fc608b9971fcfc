//! The microphone of a call.
//!
//! It is opened before the SDK is asked for the call, which it would end at Twilio without one.
//!
//! Whichever microphone the SDK asks for, it gets the one that is wanted: when devices change it
//! asks for the default by itself, and what comes last is not told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use voice_client_browser::devices::open_microphone;
use voice_client_core::{DeviceKind, code};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{AudioContext, DomException, MediaStream, MediaStreamTrack, MediaStreamTrackState};

use crate::devices::Wanted;

/// The microphone of one call. Dropping it closes it, unless the SDK has taken it, and closes it
/// when the call ends.
#[derive(Debug)]
pub(crate) struct Capture {
    opener: Rc<Opener>,
    first: Promise,
    is_taken: Rc<Cell<bool>>,
    is_over: Rc<Cell<bool>>,
    /// It lives for as long as the SDK has it, which may ask for a microphone once more for a call
    /// that is over.
    get_user_media: Function,
}

/// What happens to the microphone of a call, and nobody of ours has brought about.
pub(crate) enum Change {
    /// Chrome has ended it.
    Ended,
    /// The SDK has asked for another one, and none could be opened.
    Refused,
}

#[derive(Debug)]
struct Opener {
    wanted: Rc<Wanted>,
    /// The id of the device that was opened last; none is the system's default.
    opened: RefCell<Option<String>>,
    /// What the SDK was given last.
    stream: Rc<RefCell<Option<MediaStream>>>,
    is_muted: Rc<Cell<bool>>,
    /// What Chrome calls when it has ended a microphone by itself.
    on_ended: Function,
}

impl Capture {
    /// Opens the microphone that is wanted. `on_change` hears what happens to it later.
    pub(crate) fn start(
        wanted: Rc<Wanted>,
        is_muted: Rc<Cell<bool>>,
        on_change: impl Fn(Change) + 'static,
    ) -> Self {
        let on_change = Rc::new(on_change);
        let on_refused = Rc::clone(&on_change);
        let on_ended = move || on_change(Change::Ended);
        let opener = Rc::new(Opener {
            wanted,
            opened: RefCell::default(),
            stream: Rc::default(),
            is_muted,
            on_ended: Closure::<dyn Fn()>::new(on_ended).into_js_value().unchecked_into(),
        });
        let first = promise(&opener);
        // Nobody may come to fetch it; a refusal is told to whoever does.
        let unheard = first.clone();
        spawn_local(async move { drop(JsFuture::from(unheard).await) });
        let (is_taken, is_over) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
        let get_user_media = Closure::<dyn Fn(JsValue) -> Promise>::new({
            let (opener, first) = (Rc::clone(&opener), first.clone());
            let (is_taken, is_over) = (Rc::clone(&is_taken), Rc::clone(&is_over));
            // Only the first request is for the microphone that is open already.
            move |_constraints| {
                if is_over.get() {
                    no_answer()
                } else if is_taken.replace(true) {
                    let another = promise(&opener);
                    let (asked, on_refused) = (another.clone(), Rc::clone(&on_refused));
                    spawn_local(async move {
                        if JsFuture::from(asked).await.is_err() {
                            on_refused(Change::Refused);
                        }
                    });
                    another
                } else {
                    first.clone()
                }
            }
        });
        let get_user_media = get_user_media.into_js_value().unchecked_into();
        Self { opener, first, is_taken, is_over, get_user_media }
    }

    /// Silence in place of a microphone.
    pub(crate) fn silent(wanted: Rc<Wanted>) -> Self {
        let opener = Rc::new(Opener {
            wanted,
            opened: RefCell::default(),
            stream: Rc::default(),
            is_muted: Rc::new(Cell::new(true)),
            on_ended: Closure::<dyn Fn()>::new(|| {}).into_js_value().unchecked_into(),
        });
        let silence = AudioContext::new()
            .and_then(|context| context.create_media_stream_destination())
            .map(|destination| destination.stream());
        let first = match silence {
            Ok(stream) => Promise::resolve(stream.unchecked_ref::<JsValue>()),
            Err(thrown) => Promise::reject(&thrown),
        };
        let given = first.clone();
        let get_user_media = move |_constraints| given.clone();
        let get_user_media = Closure::<dyn Fn(JsValue) -> Promise>::new(get_user_media);
        Self {
            opener,
            first,
            is_taken: Rc::default(),
            is_over: Rc::default(),
            get_user_media: get_user_media.into_js_value().unchecked_into(),
        }
    }

    /// Waits for the microphone. Fails with the code that the SDK would fail with.
    pub(crate) fn opened(&self) -> impl Future<Output = Result<(), u32>> + use<> {
        let first = JsFuture::from(self.first.clone());
        async move {
            let code = |thrown: JsValue| match thrown.dyn_ref::<DomException>() {
                Some(error) if error.name() == "NotAllowedError" => code::PERMISSION_DENIED,
                _ => code::ACQUISITION_FAILED,
            };
            first.await.map(drop).map_err(code)
        }
    }

    /// What the SDK calls in place of the browser's `getUserMedia`.
    pub(crate) fn get_user_media(&self) -> &Function {
        &self.get_user_media
    }

    /// The microphone that is open; another one after a change of devices.
    pub(crate) fn stream(&self) -> Rc<RefCell<Option<MediaStream>>> {
        Rc::clone(&self.opener.stream)
    }

    /// Whether another microphone is open than the one that is wanted, or what was open has ended:
    /// Chrome ends it when the permission is withdrawn, when its audio process crashes, and when no
    /// sound has come from it for some seconds, as after a sleep; it does not begin again by itself.
    pub(crate) fn is_to_change(&self) -> bool {
        *self.opener.opened.borrow() != self.opener.wanted_id() || self.has_ended()
    }

    fn has_ended(&self) -> bool {
        let stream = self.opener.stream.borrow();
        let mut tracks = stream.iter().flat_map(tracks);
        tracks.any(|track| track.ready_state() == MediaStreamTrackState::Ended)
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.is_over.set(true);
        if self.is_taken.replace(true) {
            return;
        }
        let first = self.first.clone();
        spawn_local(async move {
            if let Ok(stream) = JsFuture::from(first).await {
                close(stream.unchecked_ref());
            }
        });
    }
}

/// Neither a microphone nor an error, of which nobody would hear any more.
fn no_answer() -> Promise {
    Promise::new(&mut |_, _| {})
}

fn promise(opener: &Rc<Opener>) -> Promise {
    let opener = Rc::clone(opener);
    future_to_promise(async move { opener.open().await.map(JsValue::from) })
}

impl Opener {
    fn wanted_id(&self) -> Option<String> {
        self.wanted.id(DeviceKind::Input)
    }

    /// Opens the microphone that is wanted by the time that it is open; the default in place of
    /// one that can't be opened.
    async fn open(&self) -> Result<MediaStream, JsValue> {
        loop {
            let id = self.wanted_id();
            let (stream, opened) = match open_microphone(id.as_deref()).await {
                Err(_) if id.is_some() => (open_microphone(None).await?, None),
                result => (result?, id.clone()),
            };
            if self.wanted_id() == id {
                self.opened.replace(opened);
                // The same one: `stream.clone()` would be another.
                self.stream.replace(Some(Clone::clone(&stream)));
                tracks(&stream).for_each(|track| track.set_onended(Some(&self.on_ended)));
                // The SDK mutes a microphone that comes later a moment after it has sent of it.
                if self.is_muted.get() {
                    tracks(&stream).for_each(|track| track.set_enabled(false));
                }
                return Ok(stream);
            }
            close(&stream);
        }
    }
}

/// Opens the microphone that a call would have, and closes it again; whether that went well.
pub(crate) async fn can_open(wanted: &Rc<Wanted>) -> bool {
    let capture = Capture::start(Rc::clone(wanted), Rc::default(), |_| {});
    // Dropped, it closes what nobody has taken.
    capture.opened().await.is_ok()
}

pub(crate) fn close(stream: &MediaStream) {
    tracks(stream).for_each(|track| track.stop());
}

pub(crate) fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    stream.get_tracks().into_iter().map(JsCast::unchecked_into)
}
