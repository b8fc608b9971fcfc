//! What popup, badge and plugin show: a pure projection of the model.

use serde::{Deserialize, Serialize};

use crate::{
    AccountSid, CallSid, CallState, Caller, ChosenDevices, ConnectionSample, Devices, EndReason,
    Identity, QualityWarning, Settings, Time,
};

/// All that there is to show. The default is what there is before anything has happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// Counts the views; one that is smaller than the last one seen is out of date.
    pub revision: u64,
    /// The extension's version.
    pub version: String,
    /// The state in a word.
    pub status: Status,
    /// What is wrong, if anything. During a call too, when `status` does not say so.
    pub problem: Option<Problem>,
    /// Whether that is being tried again because a person has asked for it.
    pub is_trying: bool,
    /// Whether the call is lost, and can be taken up again only with a token that nobody but Flex has.
    pub needs_flex: bool,
    /// The Twilio account that Flex belongs to.
    pub account: Option<AccountSid>,
    /// The identity that calls come to.
    pub identity: Option<Identity>,
    /// How many Flex tabs are open.
    pub flex_tabs: u32,
    /// How many of these run the plugin, for this account.
    pub flex_tabs_with_plugin: u32,
    /// How many run it for another account, and were turned away.
    pub flex_tabs_of_other_accounts: u32,
    /// The call.
    pub call: Option<CallView>,
    /// Further calls that ring at the moment; they are left alone while there is a call.
    pub waiting_calls: Vec<Caller>,
    /// How the last call ended, until the next one.
    pub last_call: Option<LastCall>,
    /// Microphones and speakers; none until an offscreen document has looked.
    pub devices: Option<Devices>,
    /// Those that are chosen, whether anybody has looked yet or not.
    pub chosen_devices: ChosenDevices,
    /// What happens to the tokens next.
    pub renewals: Renewals,
    /// What the agent, or a policy, has set.
    pub settings: Settings,
    /// What makes sense now.
    pub controls: Controls,
}

/// The state in a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Nobody has signed in to Flex yet.
    #[default]
    WaitingForFlex,
    /// On the way to ready.
    Connecting,
    /// A call that comes now is answered.
    Ready,
    /// There is a call.
    OnCall,
    /// Something has to be done, or waited for, before calls can come; `problem` says what.
    Problem,
}

/// What is wrong, and the one thing to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// The HTTP status, or Twilio's error code, for whoever looks into it.
    pub detail: Option<u32>,
    /// What to do.
    pub remedy: Remedy,
}

/// What is wrong: stable names, for plugins and for support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ProblemCode {
    /// Nobody has allowed the microphone yet.
    MicrophoneNotAllowed,
    /// The microphone is denied.
    MicrophoneDenied,
    /// There is no microphone.
    MicrophoneMissing,
    /// Another program holds the microphone, or it is broken.
    MicrophoneBusy,
    /// The token Function does not take the Flex token (401, 403).
    FlexTokenRefused,
    /// The token Function answers with an error (`detail`).
    TokenFunctionFailing,
    /// The token Function answers something that is not a voice token.
    TokenFunctionGarbled,
    /// The token Function does not answer, or can't be reached.
    TokenFunctionUnreachable,
    /// Twilio can't be reached.
    VoiceUnreachable,
    /// Twilio does not take the voice token: keys or account of the Function are wrong.
    VoiceTokenRefused,
    /// Twilio answers with an error (`detail`).
    VoiceError,
    /// Chrome can't open the document that holds calls.
    CallPageFailing,
}

/// The one thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Remedy {
    /// Open the welcome page, and allow or plug in the microphone.
    OpenWelcome,
    /// Choose another microphone, or close the program that holds this one.
    ChooseMicrophone,
    /// Go to Flex and sign in again.
    OpenFlex,
    /// The client tries on by itself; this hurries it.
    TryAgain,
}

/// The call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// Which call.
    pub call_sid: CallSid,
    /// How far it is.
    pub state: CallState,
    /// Who calls.
    pub caller: Caller,
    /// Whether the far end hears silence.
    pub muted: bool,
    /// When agent and customer could hear each other first.
    pub started_at: Option<Time>,
    /// Until when the call may come back; none unless it is reconnecting, or ending without a
    /// connection. Once that has passed, it is over, or Twilio is asked about it once more.
    pub reconnect_until: Option<Time>,
    /// What keeps it from being taken up again, if somebody has to do something about it.
    pub waits_for: Option<Problem>,
    /// What is wrong with the connection at the moment.
    pub quality: Vec<QualityWarning>,
    /// How good the connection is; none before the SDK has measured, and while it is lost.
    pub connection: Option<ConnectionSample>,
    /// Whether the agent has been speaking for a while, and nobody hears it because of the mute.
    pub speaking_while_muted: bool,
}

/// How the last call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastCall {
    /// Why.
    pub reason: EndReason,
    /// When.
    pub ended_at: Time,
}

/// What happens to the tokens next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewals {
    /// When the voice token is renewed; none while there is none.
    pub voice_token: Option<Time>,
    /// When the Flex token ends. Flex is asked for another one before; without one the client waits
    /// for Flex from then on.
    pub flex_token_ends: Option<Time>,
}

/// Which of the controls make sense.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Controls {
    /// There is a call to end.
    pub hang_up: bool,
    /// There is a call to mute.
    pub mute: bool,
    /// There is something to restart.
    pub restart: bool,
}
