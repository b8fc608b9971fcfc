//! The microphone in use, and how loud it is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos_dom::helpers::request_animation_frame;
use voice_client_browser::devices;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AnalyserNode, AudioContext, DomException, MediaStream, MediaStreamTrack, MediaStreamTrackState,
};

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
    /// painted, and once nothing, if Chrome ends it: its audio process has crashed, or the device
    /// is gone.
    pub async fn open(
        id: Option<&str>,
        on_level: impl Fn(Option<u32>) + 'static,
    ) -> Result<Self, CaptureError> {
        let microphone = Microphone(devices::open_microphone(id).await.map_err(error)?);
        let (context, analyser) = analyser(&microphone.0).map_err(error)?;
        let running = Rc::new(Cell::new(true));
        let measured = Measured {
            samples: RefCell::new(vec![0.0; analyser.fft_size() as usize]),
            analyser,
            track: microphone.track(),
            running: Rc::clone(&running),
            on_level: Box::new(on_level),
        };
        frame(Rc::new(measured));
        Ok(Self { microphone, context, running })
    }

    /// What Chrome calls the microphone.
    pub fn label(&self) -> String {
        self.microphone.track().map(|track| track.label()).unwrap_or_default()
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
    fn track(&self) -> Option<MediaStreamTrack> {
        self.0.get_audio_tracks().get(0).dyn_into().ok()
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        if let Some(track) = self.track() {
            track.stop();
        }
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

/// A microphone that is measured until it is no longer `running`.
struct Measured {
    analyser: AnalyserNode,
    samples: RefCell<Vec<f32>>,
    track: Option<MediaStreamTrack>,
    running: Rc<Cell<bool>>,
    on_level: Box<dyn Fn(Option<u32>)>,
}

fn frame(measured: Rc<Measured>) {
    request_animation_frame(move || {
        if !measured.running.get() {
            return;
        }
        let state = measured.track.as_ref().map(MediaStreamTrack::ready_state);
        if state == Some(MediaStreamTrackState::Ended) {
            return (measured.on_level)(None);
        }
        let mut samples = measured.samples.borrow_mut();
        measured.analyser.get_float_time_domain_data(&mut samples);
        (measured.on_level)(Some(level(&samples)));
        drop(samples);
        frame(measured);
    });
}
