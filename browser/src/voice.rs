//! The Voice SDK: <https://www.twilio.com/docs/voice/sdks/javascript>, unmodified.

mod audio;
mod peer_connection;

use js_sys::{Function, Map, Reflect};
use serde::{Deserialize, Serialize, Serializer};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use voice_client_core::ConnectionSample;

use crate::{Error, from_js, runtime, sys, to_js};

pub use audio::{Audio, Player};
pub use peer_connection::PeerConnection;

/// The SDK's names of its sounds; each is bundled as `sounds/<name>.wav`.
const SOUNDS: [&str; 15] = [
    "incoming",
    "outgoing",
    "disconnect",
    "dtmf0",
    "dtmf1",
    "dtmf2",
    "dtmf3",
    "dtmf4",
    "dtmf5",
    "dtmf6",
    "dtmf7",
    "dtmf8",
    "dtmf9",
    "dtmfs",
    "dtmfh",
];

/// The options of a `Device` that the shells set; the defaults are for both of them.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceOptions {
    /// Where to connect to: the nearest edge if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge: Option<String>,
    /// Whether `incoming` is told during a call too.
    pub allow_incoming_while_busy: bool,
    /// How long a call survives the loss of its signalling connection, in milliseconds; 30,000 at
    /// most.
    pub max_call_signaling_timeout_ms: u32,
    /// Codecs, the preferred one first.
    pub codec_preferences: &'static [&'static str],
    /// Distinguishes errors that are one code otherwise.
    pub enable_improved_signaling_error_precision: bool,
    /// Nothing below an error is printed: with `debug` the SDK prints the messages that it sends,
    /// and these hold the token.
    pub log_level: &'static str,
    /// What Twilio's call insights name this program.
    pub app_name: &'static str,
    /// And its version. An offscreen document can't ask Chrome for the manifest.
    pub app_version: &'static str,
    /// Bundled sounds: otherwise the SDK fetches fifteen of them for every `Device`.
    pub sounds: Sounds,
}

/// The URLs of all sounds, by the SDK's names.
#[derive(Debug, Clone)]
pub struct Sounds;

impl Serialize for Sounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let url = |name| (name, runtime::url(&format!("sounds/{name}.wav")));
        serializer.collect_map(SOUNDS.into_iter().map(url))
    }
}

impl Default for DeviceOptions {
    fn default() -> Self {
        Self {
            edge: None,
            allow_incoming_while_busy: false,
            max_call_signaling_timeout_ms: 0,
            codec_preferences: &["opus", "pcmu"],
            enable_improved_signaling_error_precision: true,
            log_level: "silent",
            app_name: "flex-voice-client",
            app_version: env!("CARGO_PKG_VERSION"),
            sounds: Sounds,
        }
    }
}

/// What stands in for the browser's, in a `Device` that is to have a call.
#[derive(Debug, Clone, Copy)]
pub struct Media<'a> {
    /// For `navigator.mediaDevices.getUserMedia`.
    pub get_user_media: &'a Function,
    /// For `RTCPeerConnection`.
    pub peer_connection: &'a PeerConnection,
}

/// A `Device`. Dropping it takes the listeners back and destroys it, which ends its call.
#[derive(Debug)]
pub struct Device {
    raw: sys::Device,
    listeners: Vec<Listener>,
}

impl Device {
    /// Makes a `Device`; it does not connect yet.
    pub fn new(
        token: &str,
        options: &DeviceOptions,
        media: Option<Media<'_>>,
    ) -> Result<Self, Error> {
        let options = to_js(options)?;
        if let Some(Media { get_user_media, peer_connection }) = media {
            let stand_ins: [(&str, &JsValue); 2] =
                [("getUserMedia", get_user_media), ("RTCPeerConnection", peer_connection.class())];
            for (name, stand_in) in stand_ins {
                Reflect::set(&options, &name.into(), stand_in)
                    .map_err(|thrown| Error::new("Reflect.set", &thrown))?;
            }
        }
        let raw = sys::Device::new(token, &options)
            .map_err(|thrown| Error::new("new Device", &thrown))?;
        Ok(Self { raw, listeners: vec![] })
    }

    /// Takes charge of one whose owner is lost, with all that listened to it.
    pub fn abandoned(raw: sys::Device) -> Self {
        raw.unchecked_ref::<sys::Emitter>().remove_all_listeners();
        Self { raw, listeners: vec![] }
    }

    /// Calls a function with the SDK's object.
    pub fn show_to(&self, function: &Function) {
        // A function that throws has its own reasons.
        let _ = function.call1(&JsValue::NULL, &self.raw);
    }

    /// Listens to an event; only its first argument is passed on.
    pub fn on(&mut self, event: &'static str, listener: impl Fn(JsValue) + 'static) {
        self.listeners.push(Listener::new(self.raw.unchecked_ref(), event, listener));
    }

    /// Registers; what comes of it is told by events too, so the error here is the code of what
    /// the promise rejects with.
    pub fn register(&self) -> impl Future<Output = Result<(), u32>> + 'static {
        let registered = wasm_bindgen_futures::JsFuture::from(self.raw.register());
        async move { registered.await.map(drop).map_err(|thrown| error_code(&thrown)) }
    }

    /// Gives it a newer token for the same identity.
    pub fn update_token(&self, token: &str) -> Result<(), Error> {
        // The token must not get into the error.
        self.raw.update_token(token).map_err(|_| Error::new("updateToken", &JsValue::NULL))
    }

    /// Takes a call that another `Device` of the same identity and edge was offered.
    pub fn connect(
        &self,
        connect_token: &str,
    ) -> Result<impl Future<Output = Result<sys::Call, u32>> + 'static, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct ConnectOptions<'a> {
            connect_token: &'a str,
        }
        let options = to_js(&ConnectOptions { connect_token })?;
        let connected = wasm_bindgen_futures::JsFuture::from(self.raw.connect(&options));
        Ok(async move {
            let call = connected.await.map_err(|thrown| error_code(&thrown))?;
            Ok(call.unchecked_into())
        })
    }

    /// The edge that it is connected to; nothing while it is not.
    pub fn edge(&self) -> Option<String> {
        self.raw.edge()
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.listeners.clear();
        // `destroy` would reject the calls that still ring, and a rejected caller is a lost call;
        // an ignored one rings on.
        for call in self.raw.calls() {
            let _ = call.ignore();
        }
        // An `EventEmitter` throws an error that nobody listens to, and stops half-way.
        let errors = Listener::new(self.raw.unchecked_ref(), "error", drop);
        let _ = self.raw.destroy();
        drop(errors);
    }
}

/// A call. Dropping it takes the listeners back and leaves the call alone.
#[derive(Debug)]
pub struct Call {
    raw: sys::Call,
    listeners: Vec<Listener>,
}

/// What the shells read of a call's parameters.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CallParameters {
    /// `CallSid`.
    pub call_sid: String,
    /// `From`.
    pub from: String,
}

impl From<sys::Call> for Call {
    fn from(raw: sys::Call) -> Self {
        Self { raw, listeners: vec![] }
    }
}

impl Call {
    /// Listens to an event; only its first argument is passed on.
    pub fn on(&mut self, event: &'static str, listener: impl Fn(JsValue) + 'static) {
        self.listeners.push(Listener::new(self.raw.unchecked_ref(), event, listener));
    }

    /// The parameters.
    pub fn parameters(&self) -> CallParameters {
        from_js(&self.raw.parameters()).unwrap_or_default()
    }

    /// What whoever sent the call here has put with it: `<Parameter>` of TwiML's `<Client>`.
    pub fn custom_parameter(&self, name: &str) -> Option<String> {
        self.raw.custom_parameters().dyn_into::<Map>().ok()?.get(&name.into()).as_string()
    }

    /// With this another `Device` takes the call.
    pub fn connect_token(&self) -> Option<String> {
        self.raw.connect_token()
    }

    /// Whether Twilio has it, and answers: `status()` is *open*.
    pub fn is_open(&self) -> bool {
        self.raw.status() == "open"
    }

    /// Refuses it.
    pub fn reject(&self) -> Result<(), Error> {
        self.raw.reject().map_err(|thrown| Error::new("Call.reject", &thrown))
    }

    /// Ends it.
    pub fn disconnect(&self) -> Result<(), Error> {
        self.raw.disconnect().map_err(|thrown| Error::new("Call.disconnect", &thrown))
    }

    /// Mutes or unmutes it; before there is a microphone too.
    pub fn mute(&self, muted: bool) -> Result<(), Error> {
        self.raw.mute(muted).map_err(|thrown| Error::new("Call.mute", &thrown))
    }

    /// Sends digits.
    pub fn send_digits(&self, digits: &str) -> Result<(), Error> {
        self.raw.send_digits(digits).map_err(|thrown| Error::new("Call.sendDigits", &thrown))
    }
}

/// A `sample` of a call; none before the SDK knows the round trip.
pub fn connection_sample(sample: &JsValue) -> Option<ConnectionSample> {
    let number = |name: &str| Reflect::get(sample, &name.into()).ok()?.as_f64();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let whole = |name, unit: f64| Some((number(name)? * unit) as u16);
    Some(ConnectionSample {
        mos: whole("mos", 100.0)?,
        round_trip: whole("rtt", 1.0)?,
        jitter: whole("jitter", 1.0)?,
        // A percentage.
        loss: whole("packetsLostFraction", 10.0)?,
    })
}

/// The code of an SDK error; 0 where there is none.
pub fn error_code(error: &JsValue) -> u32 {
    let code = Reflect::get(error, &"code".into()).ok().and_then(|code| code.as_f64());
    // Twilio's codes have five digits; anything else is none.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in range")]
    code.filter(|code| (0.0..1e6).contains(code)).map_or(0, |code| code as u32)
}

/// A listener of an `EventEmitter`, which is taken back when this is dropped.
#[derive(Debug)]
struct Listener {
    emitter: sys::Emitter,
    event: &'static str,
    closure: Closure<dyn Fn(JsValue)>,
}

impl Listener {
    fn new(
        emitter: &sys::Emitter,
        event: &'static str,
        listener: impl Fn(JsValue) + 'static,
    ) -> Self {
        let closure = Closure::new(listener);
        emitter.on(event, closure_function(&closure));
        Self { emitter: emitter.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.emitter.off(self.event, closure_function(&self.closure));
    }
}

fn closure_function(closure: &Closure<dyn Fn(JsValue)>) -> &Function {
    closure.as_ref().unchecked_ref()
}
