// What crosses the boundary between page and extension.
//
// Generated from the Rust types in `core` by `cargo xtask codegen`: edit those.

/** The version of the protocol. */
export const PROTOCOL = 2;

/** The event on the document when a content script starts there. */
export const TAKE_OVER = "voice-client-extension-take-over";

/** From which mean opinion scores on, in hundredths, a connection has one bar more. */
export const BARS_FROM_MOS = [310, 360, 403];

/**
 * A Twilio account: `AC` and 32 hex digits.
 */
export type AccountSid = string;

/**
 * A call: `CA` and 32 hex digits.
 */
export type CallSid = string;

/**
 * How far a call is.
 */
export type CallState = "connecting" | "active" | "reconnecting" | "ending";

/**
 * The payload of [`FromPage::Configure`].
 */
export type Configure = {
/**
 * Where the token Function is.
 */
voiceClientTokenGeneratorUrl: TokenUrl,
/**
 * The Twilio account that Flex belongs to.
 */
accountSid: AccountSid,
/**
 * What a deployed Function is told to put before the Flex identity.
 */
extensionVoiceClientPrefix?: IdentityPrefix,
/**
 * The protocol that the plugin speaks; 1 if it does not say.
 */
protocol?: number, };

/**
 * How good the connection of a call is, as the SDK measures it (`sample` of a call).
 */
export type ConnectionSample = {
/**
 * The mean opinion score that the SDK estimates, in hundredths: 100 is unusable, 450 is as good
 * as it gets.
 */
mos: number,
/**
 * How long it takes to the far side and back, in ms.
 */
roundTrip: number,
/**
 * How unevenly packets arrive, in ms.
 */
jitter: number,
/**
 * How many of a thousand packets of the last second were lost.
 */
loss: number, };

/**
 * Which end of the audio.
 */
export type DeviceKind = "input" | "output";

/**
 * What Chrome calls a microphone or a speaker (`MediaDeviceInfo.label`).
 */
export type DeviceLabel = string;

/**
 * What there is, and what is chosen.
 */
export type Devices = {
/**
 * The microphones that there are.
 */
inputs: Array<DeviceLabel>,
/**
 * The speakers that there are.
 */
outputs: Array<DeviceLabel>,
/**
 * The microphone that is chosen, whether it is there or not; null is the system's default.
 */
input: DeviceLabel | null,
/**
 * The speaker that is chosen, whether it is there or not; null is the system's default.
 */
output: DeviceLabel | null, };

/**
 * DTMF digits: `0-9 * #`, and `w` for a pause of half a second.
 */
export type Digits = string;

/**
 * The payload of [`FromPage::FlexToken`].
 */
export type FlexTokenMessage = {
/**
 * The Flex token, 16 KiB at most.
 */
token: string,
/**
 * The account that it is for.
 */
accountSid: AccountSid,
/**
 * When it ends: ISO 8601.
 */
expiration: IsoDate, };

/**
 * What a content script says over its Port.
 */
export type FromContent = { "kind": "hello" } | { "kind": "page", "message": FromPage };

/**
 * What a Flex page says to the extension (`window.postMessage`).
 */
export type FromPage = { "type": "VOICE_CLIENT_EXTENSION_CONFIGURE", "payload": Configure } | { "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN", "payload": FlexTokenMessage } | { "type": "VOICE_CLIENT_EXTENSION_SIGNED_OUT" } | { "type": "VOICE_CLIENT_EXTENSION_HANGUP_CALL", "payload": {
/**
 * The call that is meant: a press that comes late must not touch the next one. A deployed
 * plugin names none, and means the one that there is.
 */
callSid?: CallSid, } } | { "type": "VOICE_CLIENT_EXTENSION_SEND_DTMF_DIGITS", "payload": {
/**
 * The digits.
 */
digits: Digits,
/**
 * The call that is meant, as in [`HangUpCall`](Self::HangUpCall).
 */
callSid?: CallSid, } } | { "type": "VOICE_CLIENT_EXTENSION_SET_MUTED", "payload": {
/**
 * Whether the far end hears silence from now on.
 */
muted: boolean,
/**
 * The call that is meant, as in [`HangUpCall`](Self::HangUpCall).
 */
callSid?: CallSid, } } | { "type": "VOICE_CLIENT_EXTENSION_SET_AUDIO_DEVICE", "payload": {
/**
 * Which of the two.
 */
kind: DeviceKind,
/**
 * Its label, as the heartbeat offers it; empty is the system's default.
 */
label: string, } };

/**
 * The call, in a heartbeat.
 */
export type HeartbeatCall = {
/**
 * Which call.
 */
callSid: CallSid,
/**
 * How far it is.
 */
state: CallState,
/**
 * Whether the far end hears silence.
 */
muted: boolean,
/**
 * When agent and customer could hear each other first.
 */
startedAt: Time | null,
/**
 * Until when the call may come back; null unless it is reconnecting, or ending without a
 * connection.
 */
reconnectUntil?: Time | null,
/**
 * What is wrong with the connection at the moment.
 */
quality: Array<QualityWarning>,
/**
 * How good the connection is; null before it is measured, and while it is lost.
 */
connection?: ConnectionSample | null,
/**
 * Whether the agent has been speaking for a while, and nobody hears it because of the mute.
 */
speakingWhileMuted?: boolean, };

/**
 * What protocol 2 adds to a heartbeat.
 */
export type HeartbeatState = {
/**
 * The protocol that the extension speaks.
 */
protocol: number,
/**
 * The extension's version.
 */
version: string,
/**
 * The number of the state; one that is smaller than the last one seen is out of date. It grows
 * over updates of the extension too.
 */
revision: number,
/**
 * Whether a call that comes now will be answered.
 */
ready: boolean,
/**
 * What is wrong, if anything.
 */
problem: ProblemCode | null,
/**
 * The call, if there is one.
 */
call: HeartbeatCall | null,
/**
 * Microphones and speakers; null until they are known.
 */
devices: Devices | null, };

/**
 * The identity that a voice client registers under, percent-like encoded as Flex does it
 * (`ext_agent_40example_2Ecom`), passed through untouched.
 */
export type Identity = string;

/**
 * What a deployed Function puts before the Flex identity; may be empty.
 */
export type IdentityPrefix = string;

/**
 * A date as pages write it: ISO 8601 with an offset, in the profile of RFC 3339.
 */
export type IsoDate = string;

/**
 * What is wrong: stable names, for plugins and for support.
 */
export type ProblemCode = "microphone-not-allowed" | "microphone-denied" | "microphone-missing" | "microphone-busy" | "flex-token-refused" | "token-function-failing" | "token-function-garbled" | "token-function-unreachable" | "voice-unreachable" | "voice-token-refused" | "voice-error" | "call-page-failing";

/**
 * What the SDK warns of (`warning` and `warning-cleared` of a call).
 *
 * Names and thresholds: <https://www.twilio.com/docs/voice/sdks/javascript/twiliocall#warning-event>.
 */
export type QualityWarning = "high-rtt" | "high-jitter" | "low-mos" | "high-packet-loss" | "high-packets-lost-fraction" | "low-bytes-sent" | "low-bytes-received" | "constant-audio-input-level" | "ice-connectivity-lost";

/**
 * A point in time: milliseconds since the Unix epoch.
 */
export type Time = number;

/**
 * What the extension says to a Flex page.
 */
export type ToPage = { "type": "VOICE_CLIENT_EXTENSION_CONFIGURED" } | { "type": "VOICE_CLIENT_EXTENSION_CONFIG_REJECTED" } | { "type": "VOICE_CLIENT_EXTENSION_HEARTBEAT", "payload": { voiceClientIdentity: Identity | null, error: boolean } & Partial<HeartbeatState> } | { "type": "VOICE_CLIENT_EXTENSION_DISCONNECTED" };

/**
 * Where the token Function is: `https:`, or `http:` on loopback, without user info.
 */
export type TokenUrl = string;
