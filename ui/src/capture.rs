//! The microphone in use, and how loud it is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos_dom::helpers::request_animation_frame;
use voice_client_browser::devices;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AnalyserNode, AudioContext, DomException, MediaStream, MediaStreamTrack};

use crate::{CaptureError, level};

/// The microphone in use. Dropping this lets go of it.
#[derive(Debug)]
pub struct Capture {
    microphone: Microphone,
    context: AudioContext,
    running: Rc<Cell<bool>>,
}

impl Capture {
    /// Takes the microphone of this id, or the system's default, which makes Chrome ask for it the
    /// first time. `on_level` is told how loud it is, from 0 to 100, once for each frame that is
    /// painted.
    pub async fn open(
        id: Option<&str>,
        on_level: impl Fn(u32) + 'static,
    ) -> Result<Self, CaptureError> {
        let microphone = Microphone(devices::open_microphone(id).await.map_err(error)?);
        let (context, analyser) = analyser(&microphone.0).map_err(error)?;
        let running = Rc::new(Cell::new(true));
        measure(analyser, Rc::clone(&running), Rc::new(on_level));
        Ok(Self { microphone, context, running })
    }

    /// What Chrome calls the microphone.
    pub fn label(&self) -> String {
        self.microphone.tracks().next().map(|track| track.label()).unwrap_or_default()
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
