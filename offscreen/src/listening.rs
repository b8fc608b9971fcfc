//! The agent who is muted: the far end hears nothing, and this still hears whether they speak.
//!
//! What the SDK mutes is the track that it sends, and its own levels are those of that track. A clone
//! of it stays open.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen::JsValue;
use web_sys::{AnalyserNode, AudioContext, MediaStream, MediaStreamAudioSourceNode};

use crate::capture::{close, tracks};

/// How often the level is told, in ms.
const PERIOD_MS: u32 = 200;
/// The samples that a level is of: at 48 kHz most of those since the last one. A power of two.
const WINDOW: u32 = 8_192;

/// Tells what the microphone hears, until it is dropped.
pub(crate) struct Listening {
    _interval: Interval,
}

impl Listening {
    /// Begins; `stream` is what the SDK sends of, and may change.
    pub(crate) fn start(stream: Rc<RefCell<Option<MediaStream>>>, tell: Rc<dyn Fn(u16)>) -> Self {
        let mut ear = None;
        let interval = Interval::new(PERIOD_MS, move || {
            if let Some(stream) = &*stream.borrow() {
                tell(level(&mut ear, stream).unwrap_or_default());
            }
        });
        Self { _interval: interval }
    }
}

/// How loud a microphone has been since the last time; of another one, with another ear: the context
/// of the last one may have failed with it.
fn level(ear: &mut Option<Ear>, microphone: &MediaStream) -> Result<u16, JsValue> {
    if ear.as_ref().is_none_or(|it| it.hears.of != *microphone) {
        *ear = None;
        *ear = Some(Ear::open(microphone)?);
    }
    Ok(ear.as_mut().map(Ear::level).unwrap_or_default())
}

struct Ear {
    context: AudioContext,
    analyser: AnalyserNode,
    samples: Vec<f32>,
    hears: Copied,
}

impl Ear {
    fn open(microphone: &MediaStream) -> Result<Self, JsValue> {
        let context = AudioContext::new()?;
        let analyser = context.create_analyser()?;
        analyser.set_fft_size(WINDOW);
        let hears = Copied::new(microphone, &context, &analyser)?;
        Ok(Self { context, analyser, samples: vec![0.0; WINDOW as usize], hears })
    }

    /// How loud it has been since the last time (RMS), in thousandths of full scale.
    fn level(&mut self) -> u16 {
        self.analyser.get_float_time_domain_data(&mut self.samples);
        let power: f32 = self.samples.iter().map(|it| it * it).sum();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few thousand samples, and a number from 0 to 1,000"
        )]
        let level = (1_000.0 * (power / self.samples.len() as f32).sqrt()) as u16;
        level
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        drop(self.context.close());
    }
}

/// A clone of a microphone, which nobody has muted.
struct Copied {
    of: MediaStream,
    stream: MediaStream,
    source: MediaStreamAudioSourceNode,
}

impl Copied {
    fn new(
        microphone: &MediaStream,
        context: &AudioContext,
        analyser: &AnalyserNode,
    ) -> Result<Self, JsValue> {
        let stream = MediaStream::clone(microphone);
        tracks(&stream).for_each(|track| track.set_enabled(true));
        let source = context.create_media_stream_source(&stream)?;
        source.connect_with_audio_node(analyser)?;
        Ok(Self { of: Clone::clone(microphone), stream, source })
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        drop(self.source.disconnect());
        close(&self.stream);
    }
}
