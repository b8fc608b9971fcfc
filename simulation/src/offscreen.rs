//! The offscreen document, with the real leg in it.

use voice_client_core::leg::Leg;
use voice_client_core::{CallSid, ChosenDevices, PortId, Secret};

/// An offscreen document.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "any of it goes with any other")]
pub(crate) struct Document {
    /// Which of all that there have been.
    pub(crate) number: u32,
    pub(crate) port: Option<PortId>,
    pub(crate) leg: Leg,
    /// The call that its SDK has.
    pub(crate) call: Option<CallSid>,
    /// What it takes that call with.
    pub(crate) connect_token: Option<Secret<String>>,
    /// And with whose voice token.
    pub(crate) voice_token: Option<Secret<String>>,
    /// Whether Twilio has let it have the call.
    pub(crate) is_let_in: bool,
    /// Whether it ends the call as soon as it has it.
    pub(crate) is_parting: bool,
    /// Whether its SDK has to be let in again.
    pub(crate) is_cut_off: bool,
    /// Whether there has been a way for its media.
    pub(crate) has_media: bool,
    /// The devices that its audio goes through.
    pub(crate) in_use: ChosenDevices,
    /// Whether it tells what the microphone hears.
    pub(crate) listens: bool,
    /// Whether its script has run.
    pub(crate) is_loaded: bool,
}
