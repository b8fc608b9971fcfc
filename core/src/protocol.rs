//! What crosses a boundary: between page and content script, and over the Ports inside the
//! extension.
//!
//! Types that come from outside check themselves while they are deserialised: what does not parse
//! is nothing. The TypeScript types of content script and plugin are generated from these.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::Json;
use crate::{
    AccountSid, CallSid, CallState, ConnectionSample, DeviceKind, DeviceLabel, Devices, Digits,
    Identity, IdentityPrefix, ProblemCode, QualityWarning, Secret, Time, TokenUrl,
};

/// The version of the page protocol that this extension speaks. Plugins that do not name one
/// speak version 1, which has neither the messages for mute and devices nor the longer heartbeat.
pub const PROTOCOL: u8 = 2;

/// The DOM event that a content script fires on its document when it starts: it takes the place of
/// the one before it, and a plugin that is there configures it.
pub const TAKE_OVER: &str = "voice-client-extension-take-over";

/// The longest Flex token that is accepted, in bytes.
const LONGEST_FLEX_TOKEN: usize = 16 * 1024;

/// The names of the extension's Ports (`chrome.runtime.connect({ name })`).
pub mod port {
    /// From a content script.
    pub const FLEX: &str = "flex";
    /// From the offscreen document.
    pub const OFFSCREEN: &str = "offscreen";
    /// From the popup.
    pub const POPUP: &str = "popup";
    /// From the welcome page.
    pub const WELCOME: &str = "welcome";
}

/// What a Flex page says to the extension (`window.postMessage`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", try_from = "PageMessage")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FromPage {
    /// The plugin has started. The first one configures the extension.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_CONFIGURE")]
    Configure(Configure),
    /// The Flex token: at start, and each time that Flex renews it.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_FLEX_TOKEN")]
    FlexToken(FlexTokenMessage),
    /// The agent has signed out of Flex, or their calls go to Flex itself again: what this page has
    /// handed over is to be forgotten, after the call if there is one. Protocol 2.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_SIGNED_OUT")]
    SignedOut,
    /// Hang up.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_HANGUP_CALL")]
    HangUpCall {
        /// The call that is meant: a press that comes late must not touch the next one. A deployed
        /// plugin names none, and means the one that there is.
        #[serde(rename = "callSid", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        call_sid: Option<CallSid>,
    },
    /// Send digits into the call.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS")]
    SendDtmfDigits {
        /// The digits.
        digits: Digits,
        /// The call that is meant, as in [`HangUpCall`](Self::HangUpCall).
        #[serde(rename = "callSid", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        call_sid: Option<CallSid>,
    },
    /// Mute or unmute; absolute, so that a repeated message does no harm. Protocol 2.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_SET_MUTED")]
    SetMuted {
        /// Whether the far end hears silence from now on.
        muted: bool,
        /// The call that is meant, as in [`HangUpCall`](Self::HangUpCall).
        #[serde(rename = "callSid", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        call_sid: Option<CallSid>,
    },
    /// Use this microphone or speaker, now and from now on. Protocol 2.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE")]
    SetAudioDevice {
        /// Which of the two.
        kind: DeviceKind,
        /// Its label, as the heartbeat offers it; empty is the system's default.
        #[serde(serialize_with = "label_or_empty")]
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        label: Option<DeviceLabel>,
    },
}

#[expect(clippy::ref_option, reason = "serde hands the field over as it is")]
fn label_or_empty<S: Serializer>(label: &Option<DeviceLabel>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(label.as_ref().map_or("", DeviceLabel::as_str))
}

/// The same as it is written. What is derived for an enum with a tag holds the parser of all that
/// is in it twice, which the extension's size would show.
#[derive(Deserialize)]
struct PageMessage {
    r#type: String,
    #[serde(default)]
    payload: Json,
}

/// What is pressed in a call. Of one type, for the extension's size.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Press {
    call_sid: Option<CallSid>,
    digits: Option<Digits>,
    muted: Option<bool>,
}

#[derive(Deserialize)]
struct DevicePayload {
    kind: DeviceKind,
    label: String,
}

impl TryFrom<PageMessage> for FromPage {
    type Error = crate::Invalid;

    fn try_from(PageMessage { r#type, payload }: PageMessage) -> Result<Self, Self::Error> {
        let message = match r#type.strip_prefix("VOICE_CLIENT_EXTENSION_") {
            Some("CONFIGURE") => payload.read().map(Self::Configure),
            Some("FLEX_TOKEN") => payload.read().map(Self::FlexToken),
            Some("SIGNED_OUT") => Some(Self::SignedOut),
            Some("HANGUP_CALL") => {
                // It may have no payload; one that can't be read is another matter.
                let press: Option<Option<Press>> = payload.read();
                press.map(|it| Self::HangUpCall { call_sid: it.unwrap_or_default().call_sid })
            }
            Some("SEND_DTMF_DIGITS") => {
                payload.read().and_then(|Press { digits, call_sid, .. }| {
                    Some(Self::SendDtmfDigits { digits: digits?, call_sid })
                })
            }
            Some("SET_MUTED") => payload.read().and_then(|Press { muted, call_sid, .. }| {
                Some(Self::SetMuted { muted: muted?, call_sid })
            }),
            Some("SET_AUDIO_DEVICE") => payload.read().and_then(|DevicePayload { kind, label }| {
                let label = (!label.is_empty()).then(|| DeviceLabel::parse(label)).transpose();
                Some(Self::SetAudioDevice { kind, label: label.ok()? })
            }),
            _ => None,
        };
        message.ok_or(crate::Invalid::new("message"))
    }
}

/// The payload of [`FromPage::Configure`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Configure {
    /// Where the token Function is.
    pub voice_client_token_generator_url: TokenUrl,
    /// The Twilio account that Flex belongs to.
    pub account_sid: AccountSid,
    /// What a deployed Function is told to put before the Flex identity.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub extension_voice_client_prefix: Option<IdentityPrefix>,
    /// The protocol that the plugin speaks; 1 if it does not say.
    #[serde(default = "first_protocol")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<u8>"))]
    pub protocol: u8,
}

const fn first_protocol() -> u8 {
    1
}

/// The payload of [`FromPage::FlexToken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FlexTokenMessage {
    /// The Flex token, 16 KiB at most.
    #[serde(deserialize_with = "flex_token")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub token: Secret<String>,
    /// The account that it is for.
    pub account_sid: AccountSid,
    /// When it ends: ISO 8601.
    pub expiration: IsoDate,
}

fn flex_token<'de, D: Deserializer<'de>>(from: D) -> Result<Secret<String>, D::Error> {
    let token = String::deserialize(from)?;
    if token.is_empty() || token.len() > LONGEST_FLEX_TOKEN {
        return Err(serde::de::Error::custom("not a valid Flex token"));
    }
    Ok(Secret::new(token))
}

/// A date as pages write it: ISO 8601 with an offset, in the profile of RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct IsoDate(Time);

impl IsoDate {
    /// The point in time.
    pub fn time(self) -> Time {
        self.0
    }
}

impl Serialize for IsoDate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl TryFrom<String> for IsoDate {
    type Error = crate::Invalid;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Time::parse(&text).map(Self).ok_or(crate::Invalid::new("ISO 8601 date"))
    }
}

/// What the extension says to a Flex page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "payload")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ToPage {
    /// The configuration is taken: send the Flex token now. Said again when another token is
    /// needed.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_CONFIGURED")]
    Configured,
    /// The extension is configured for another account.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_CONFIG_REJECTED")]
    ConfigRejected,
    /// The extension is there, and how it is.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_HEARTBEAT")]
    Heartbeat(
        // ts-rs does not flatten an option; the two fields are protocol 1's, and fixed.
        #[cfg_attr(
            feature = "typescript",
            ts(type = "\
            { voiceClientIdentity: Identity | null, error: boolean } & Partial<HeartbeatState>")
        )]
        Heartbeat,
    ),
    /// The extension is gone. Only the content script says so.
    #[serde(rename = "VOICE_CLIENT_EXTENSION_DISCONNECTED")]
    Disconnected,
}

/// The payload of [`ToPage::Heartbeat`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Heartbeat {
    /// The identity that calls are to be sent to (`contact_uri` is `client:` and this). Null only
    /// in protocol 2, while there has been no voice token since the start or a restart.
    pub voice_client_identity: Option<Identity>,
    /// Whether the voice client can't take calls although it is configured.
    pub error: bool,
    /// What protocol 2 adds.
    #[serde(flatten)]
    pub state: Option<Box<HeartbeatState>>,
}

/// What protocol 2 adds to a heartbeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeartbeatState {
    /// The protocol that the extension speaks.
    pub protocol: u8,
    /// The extension's version.
    pub version: String,
    /// The number of the state; one that is smaller than the last one seen is out of date. It grows
    /// over updates of the extension too.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub revision: u64,
    /// Whether a call that comes now will be answered.
    pub ready: bool,
    /// What is wrong, if anything.
    pub problem: Option<ProblemCode>,
    /// The call, if there is one.
    pub call: Option<HeartbeatCall>,
    /// Microphones and speakers; null until they are known.
    pub devices: Option<Devices>,
}

/// The call, in a heartbeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeartbeatCall {
    /// Which call.
    pub call_sid: CallSid,
    /// How far it is.
    pub state: CallState,
    /// Whether the far end hears silence.
    pub muted: bool,
    /// When agent and customer could hear each other first.
    pub started_at: Option<Time>,
    /// Until when the call may come back; null unless it is reconnecting, or ending without a
    /// connection.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub reconnect_until: Option<Time>,
    /// What is wrong with the connection at the moment.
    pub quality: Vec<QualityWarning>,
    /// How good the connection is; null before it is measured, and while it is lost.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub connection: Option<ConnectionSample>,
    /// Whether the agent has been speaking for a while, and nobody hears it because of the mute.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<bool>"))]
    pub speaking_while_muted: bool,
}

/// What a content script says over its Port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ContentMessage")]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(tag = "kind", content = "message", rename_all = "camelCase")
)]
pub enum FromContent {
    /// The first message on every Port.
    Hello,
    /// The page said this.
    Page(FromPage),
}

/// The same as it is written, for the same reason.
#[derive(Deserialize)]
struct ContentMessage {
    kind: ContentKind,
    message: Option<FromPage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ContentKind {
    Hello,
    Page,
}

impl TryFrom<ContentMessage> for FromContent {
    type Error = crate::Invalid;

    fn try_from(it: ContentMessage) -> Result<Self, Self::Error> {
        match (it.kind, it.message) {
            (ContentKind::Hello, _) => Ok(Self::Hello),
            (ContentKind::Page, Some(message)) => Ok(Self::Page(message)),
            (ContentKind::Page, None) => Err(crate::Invalid::new("message")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn account() -> String {
        format!("AC{}", "0".repeat(32))
    }

    #[test]
    fn what_a_deployed_plugin_says_is_understood() {
        let configure = json!({
            "type": "VOICE_CLIENT_EXTENSION_CONFIGURE",
            "payload": {
                "voiceClientTokenGeneratorUrl": "https://x-1234-dev.twil.io/generateToken",
                "accountSid": account(),
                "extensionVoiceClientPrefix": "ext_",
            },
        });
        let FromPage::Configure(it) = serde_json::from_value(configure).unwrap() else {
            panic!("another message")
        };
        assert_eq!(it.protocol, 1);

        let token = json!({
            "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
            "payload": {
                "token": "t", "accountSid": account(), "expiration": "1970-01-01T01:00:00.500+01:00",
            },
        });
        let FromPage::FlexToken(it) = serde_json::from_value(token).unwrap() else {
            panic!("another message")
        };
        assert_eq!(it.expiration.time(), Time::from_millis(500));

        let hang_up = json!({ "type": "VOICE_CLIENT_EXTENSION_HANGUP_CALL" });
        assert_eq!(
            serde_json::from_value::<FromPage>(hang_up).unwrap(),
            FromPage::HangUpCall { call_sid: None }
        );
    }

    #[test]
    fn what_is_not_of_the_right_shape_is_nothing() {
        for bad in [
            json!(null),
            json!({}),
            json!({ "type": "VOICE_CLIENT_EXTENSION_CONFIGURE" }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_CONFIGURE", "payload": { "accountSid": 1 } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", "payload": { "digits": "abc" } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_SET_MUTED", "payload": { "muted": "yes" } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", "payload": {
                "kind": "camera", "label": "",
            } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", "payload": {
                "kind": "input", "label": "x".repeat(513),
            } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", "payload": {
                "kind": "input",
            } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", "payload": {
                "token": "t".repeat(LONGEST_FLEX_TOKEN + 1), "accountSid": account(),
                "expiration": "2026-01-01T00:00:00Z",
            } }),
            json!({ "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", "payload": {
                "token": "t", "accountSid": account(), "expiration": "tomorrow",
            } }),
        ] {
            assert!(serde_json::from_value::<FromPage>(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_device_without_a_label_is_the_systems_default() {
        for (label, meant) in [("", None), ("Headset", DeviceLabel::parse("Headset").ok())] {
            let message = json!({
                "type": "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE",
                "payload": { "kind": "output", "label": label },
            });
            assert_eq!(
                serde_json::from_value::<FromPage>(message).unwrap(),
                FromPage::SetAudioDevice { kind: DeviceKind::Output, label: meant }
            );
        }
    }

    #[test]
    fn a_heartbeat_for_a_deployed_plugin_has_its_two_fields_and_no_more() {
        let heartbeat = ToPage::Heartbeat(Heartbeat {
            voice_client_identity: Some(Identity::parse("ext_a").unwrap()),
            error: false,
            state: None,
        });
        assert_eq!(
            serde_json::to_value(heartbeat).unwrap(),
            json!({
                "type": "VOICE_CLIENT_EXTENSION_HEARTBEAT",
                "payload": { "voiceClientIdentity": "ext_a", "error": false },
            })
        );
    }
}
