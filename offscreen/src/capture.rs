//! The microphone, opened while the SDK still connects.
//!
//! The SDK asks for the microphone only when its signalling is connected. Asked for at the same
//! time, it is there by then, and the caller hears the agent that much earlier.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack};

/// A microphone that is being opened for one call. Dropping it closes it, unless the SDK has
/// taken it, and closes it when the call ends.
#[derive(Debug)]
pub(crate) struct Capture {
    stream: Option<Promise>,
    is_taken: Rc<Cell<bool>>,
    get_user_media: Closure<dyn Fn(JsValue) -> Promise>,
}

impl Capture {
    /// Opens the default microphone.
    pub(crate) fn start() -> Self {
        let constraints = MediaStreamConstraints::new();
        constraints.set_audio(&JsValue::TRUE);
        let stream = open(&constraints);
        if let Some(stream) = stream.clone() {
            // Nobody may come to fetch it; a refusal is told to whoever does.
            spawn_local(async move { drop(JsFuture::from(stream).await) });
        }
        let is_taken = Rc::new(Cell::new(false));
        let get_user_media = Closure::new({
            let (stream, is_taken) = (stream.clone(), Rc::clone(&is_taken));
            // Only the first request is for this microphone; later ones follow from changes of
            // devices during the call.
            move |constraints: JsValue| match &stream {
                Some(stream) if !is_taken.replace(true) => stream.clone(),
                _ => open(constraints.unchecked_ref()).unwrap_or_else(no_devices),
            }
        });
        Self { stream, is_taken, get_user_media }
    }

    /// What the SDK calls in place of the browser's `getUserMedia`.
    pub(crate) fn get_user_media(&self) -> &Function {
        self.get_user_media.as_ref().unchecked_ref()
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        let Some(stream) = self.stream.take().filter(|_| !self.is_taken.replace(true)) else {
            return;
        };
        spawn_local(async move {
            if let Ok(stream) = JsFuture::from(stream).await {
                for track in stream.unchecked_into::<MediaStream>().get_tracks() {
                    track.unchecked_into::<MediaStreamTrack>().stop();
                }
            }
        });
    }
}

/// The document's `mediaDevices`.
pub(crate) fn devices() -> Option<MediaDevices> {
    web_sys::window()?.navigator().media_devices().ok()
}

fn open(constraints: &MediaStreamConstraints) -> Option<Promise> {
    devices()?.get_user_media_with_constraints(constraints).ok()
}

fn no_devices() -> Promise {
    Promise::reject(&js_sys::Error::new("there are no media devices").into())
}
