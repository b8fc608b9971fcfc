//! The microphone: permission, sound, level.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{request_animation_frame, window};
use voice_client_ui::{CaptureError, Permission, level};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AnalyserNode, AudioContext, DomException, MediaStream, MediaStreamConstraints,
    MediaStreamTrack, PermissionState, PermissionStatus,
};

/// Whether the microphone may be used.
pub(crate) async fn permission() -> Permission {
    status().await.map_or(Permission::Prompt, |status| read(&status))
}

/// Tells whether the microphone may be used: soon, and each time that this changes.
pub(crate) fn watch_permission(on_change: impl Fn(Permission) + 'static) {
    spawn_local(async move {
        let Ok(status) = status().await else {
            on_change(Permission::Prompt);
            return;
        };
        on_change(read(&status));
        let changed = status.clone();
        let listener = Closure::<dyn Fn()>::new(move || on_change(read(&changed)));
        status.set_onchange(Some(listener.as_ref().unchecked_ref()));
        // It listens for as long as the page lives.
        listener.forget();
    });
}

async fn status() -> Result<PermissionStatus, JsValue> {
    let descriptor = js_sys::Object::new();
    js_sys::Reflect::set(&descriptor, &"name".into(), &"microphone".into())?;
    let status = window().navigator().permissions()?.query(&descriptor)?;
    JsFuture::from(status).await?.dyn_into()
}

fn read(status: &PermissionStatus) -> Permission {
    let state = status.state();
    if state == PermissionState::Granted {
        Permission::Granted
    } else if state == PermissionState::Denied {
        Permission::Denied
    } else {
        Permission::Prompt
    }
}

/// The microphone in use. Dropping this lets go of it.
#[derive(Debug)]
pub(crate) struct Capture {
    stream: Microphone,
    context: AudioContext,
    running: Rc<Cell<bool>>,
}

impl Capture {
    /// Takes the microphone, which makes Chrome ask for it the first time. `on_level` is told how
    /// loud it is, from 0 to 100, once for each frame that is painted.
    pub(crate) async fn open(on_level: impl Fn(u32) + 'static) -> Result<Self, CaptureError> {
        let stream = Microphone::open().await.map_err(error)?;
        let (context, analyser) = analyser(&stream.0).map_err(error)?;
        let running = Rc::new(Cell::new(true));
        measure(analyser, Rc::clone(&running), Rc::new(on_level));
        Ok(Self { stream, context, running })
    }

    /// What Chrome calls the microphone.
    pub(crate) fn label(&self) -> String {
        self.stream.tracks().next().map(|track| track.label()).unwrap_or_default()
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.running.set(false);
        // It is done with in any case; nothing waits for the promise.
        let _ = self.context.close();
    }
}

/// The stream from the microphone, which is stopped when this is dropped.
#[derive(Debug)]
struct Microphone(MediaStream);

impl Microphone {
    async fn open() -> Result<Self, JsValue> {
        let constraints = MediaStreamConstraints::new();
        constraints.set_audio(&JsValue::TRUE);
        let devices = window().navigator().media_devices()?;
        let stream = devices.get_user_media_with_constraints(&constraints)?;
        Ok(Self(JsFuture::from(stream).await?.dyn_into()?))
    }

    fn tracks(&self) -> impl Iterator<Item = MediaStreamTrack> {
        self.0.get_audio_tracks().into_iter().map(JsCast::unchecked_into)
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.tracks().for_each(|track| track.stop());
    }
}

fn analyser(stream: &MediaStream) -> Result<(AudioContext, AnalyserNode), JsValue> {
    let context = AudioContext::new()?;
    let analyser = context.create_analyser()?;
    context.create_media_stream_source(stream)?.connect_with_audio_node(&analyser)?;
    Ok((context, analyser))
}

fn error(thrown: JsValue) -> CaptureError {
    thrown.dyn_ref::<DomException>().map_or_else(CaptureError::default, |exception| CaptureError {
        name: exception.name(),
        message: exception.message(),
    })
}

/// Measures for each frame until it is no longer `running`.
fn measure(analyser: AnalyserNode, running: Rc<Cell<bool>>, on_level: Rc<dyn Fn(u32)>) {
    let samples = Rc::new(RefCell::new(vec![0.0; analyser.fft_size() as usize]));
    frame(analyser, samples, running, on_level);
}

fn frame(
    analyser: AnalyserNode,
    samples: Rc<RefCell<Vec<f32>>>,
    running: Rc<Cell<bool>>,
    on_level: Rc<dyn Fn(u32)>,
) {
    request_animation_frame(move || {
        if running.get() {
            analyser.get_float_time_domain_data(&mut samples.borrow_mut());
            on_level(level(&samples.borrow()));
            frame(analyser, samples, running, on_level);
        }
    });
}
