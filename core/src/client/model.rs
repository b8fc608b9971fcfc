//! The model: all that the client knows.

use serde::{Deserialize, Serialize};

use crate::timers::Timers;
use crate::token::VoiceToken;
use crate::{
    AccountSid, Attempt, CallSid, CallState, Caller, ChosenDevices, ComesBack, ConnectionSample,
    Digits, Identity, IdentityPrefix, LastCall, LegCall, Mic, Microphone, Offer, OfferedDevices,
    PortId, QualityWarning, Secret, Settings, Ticket, Time, TokenError, TokenUrl,
};

use super::flex::Tabs;
use super::network::Probe;
use super::notifications::Watch;
use super::parting::Parting;

/// What outlives the worker. Serialises for `chrome.storage.session`; it holds tokens, and
/// prints without them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Saved(Model);

impl From<Model> for Saved {
    fn from(model: Model) -> Self {
        Self(model)
    }
}

impl From<Saved> for Model {
    fn from(saved: Saved) -> Self {
        saved.0
    }
}

// What a report from the field does not know of yet has its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Model {
    pub(super) revision: u64,
    /// When this was saved.
    pub(super) saved_at: Time,
    /// The number of the last request.
    attempts: u32,
    /// The account that the first Flex tab configured.
    pub(super) account: Option<AccountSid>,
    pub(super) tabs: Tabs,
    pub(super) flex_token: Option<FlexToken>,
    pub(super) voice_token: Option<VoiceToken>,
    /// One of another identity than the call's: its turn comes when the call is over.
    pub(super) next_voice_token: Option<VoiceToken>,
    /// Whom the last voice token was for: a token that is gone is fetched anew for the same agent,
    /// and deployed plugins are told nothing without an identity, not even of an error.
    pub(super) identity: Option<Identity>,
    pub(super) fetch: Fetch,
    pub(super) registration: Registration,
    /// When it was registered last.
    pub(super) registered_at: Option<Time>,
    pub(super) probe: Probe,
    pub(super) offscreen: Offscreen,
    pub(super) microphone: Microphone,
    /// The page that helps has been shown since the microphone was there last.
    pub(super) asked_for_microphone: bool,
    /// As an offscreen document has said last.
    pub(super) offered_devices: Option<OfferedDevices>,
    pub(super) chosen_devices: ChosenDevices,
    pub(super) call: Option<Call>,
    /// Calls that ring while there is one.
    pub(super) waiting: Vec<Waiting>,
    pub(super) parting: Option<Parting>,
    pub(super) last_call: Option<LastCall>,
    /// When there was a call last, and no more.
    pub(super) call_ended_at: Option<Time>,
    /// Chrome has a newer version of the extension.
    pub(super) update_waits: bool,
    /// A person has asked for another try of what goes wrong, and it is under way.
    pub(super) is_hurried: bool,
    pub(super) settings: Settings,
    pub(super) watch: Watch,
    pub(super) timers: Timers,
}

impl Model {
    pub(super) fn next_attempt(&mut self) -> Attempt {
        self.attempts = self.attempts.wrapping_add(1);
        Attempt(self.attempts)
    }

    /// The same in the worker that comes next. What is shown and not saved changes once a second at
    /// most: it has counted that much further.
    #[must_use]
    pub(super) fn some_time_later(mut self, now: Time) -> Self {
        self.revision += now.since(self.saved_at).as_secs() + 1;
        self
    }

    pub(super) fn has_live_flex_token(&self, now: Time) -> bool {
        self.flex_token.as_ref().is_some_and(|it| now < it.expires_at)
    }
}

/// A Flex token, with the Function that its page wants it checked by: one tab's token never goes
/// to another tab's Function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FlexToken {
    pub(super) token: Secret<String>,
    pub(super) expires_at: Time,
    pub(super) url: TokenUrl,
    pub(super) prefix: Option<IdentityPrefix>,
    /// An agent has signed out since: any other token takes its place, and if none does it is
    /// forgotten as soon as no call is on.
    #[serde(default)]
    pub(super) signed_out: bool,
}

/// Where the next voice token is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Fetch {
    /// Nothing is asked, and nothing has failed.
    #[default]
    Idle,
    /// The Function is asked, after so many failures, the last one for this reason.
    Asking { attempt: Attempt, failures: u32, error: Option<TokenError> },
    /// The Function has failed; `Timer::RetryFetch` is set.
    Failed { failures: u32, error: TokenError },
    /// The Function does not take the Flex token; Flex is asked for another one, and
    /// `Timer::AskFlexAgain` is set.
    Refused { failures: u32, error: TokenError },
}

impl Fetch {
    pub(super) fn failures(&self) -> u32 {
        match self {
            Self::Idle => 0,
            Self::Asking { failures, .. }
            | Self::Failed { failures, .. }
            | Self::Refused { failures, .. } => *failures,
        }
    }

    /// What has gone wrong last, until it has gone well.
    pub(super) fn error(&self) -> Option<TokenError> {
        match self {
            Self::Idle => None,
            Self::Asking { error, .. } => *error,
            Self::Failed { error, .. } | Self::Refused { error, .. } => Some(*error),
        }
    }
}

/// How the worker's `Device` stands with Twilio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Registration {
    /// There is no `Device`. Waits for a voice token, or for `Timer::RetryRegistration`.
    None { failures: u32, code: Option<u32> },
    /// `Device.register()` has been called.
    Registering { attempt: Attempt, failures: u32, identity: Identity, code: Option<u32> },
    /// Calls come.
    Registered { attempt: Attempt, identity: Identity },
    /// The SDK has lost the connection and works on it until `Timer::SignallingGone`.
    Lost { attempt: Attempt, identity: Identity },
}

impl Registration {
    pub(super) const NONE: Self = Self::None { failures: 0, code: None };

    pub(super) fn attempt(&self) -> Option<Attempt> {
        match self {
            Self::None { .. } => None,
            Self::Registering { attempt, .. }
            | Self::Registered { attempt, .. }
            | Self::Lost { attempt, .. } => Some(*attempt),
        }
    }

    pub(super) fn identity(&self) -> Option<&Identity> {
        match self {
            Self::None { .. } => None,
            Self::Registering { identity, .. }
            | Self::Registered { identity, .. }
            | Self::Lost { identity, .. } => Some(identity),
        }
    }
}

impl Default for Registration {
    fn default() -> Self {
        Self::NONE
    }
}

/// The offscreen document.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Offscreen {
    /// There is none, as far as is known.
    Closed { failures: u32 },
    /// It should say hello before `Timer::OffscreenHello`.
    Opening { failures: u32 },
    /// It has.
    Open { port: PortId },
}

impl Offscreen {
    pub(super) const CLOSED: Self = Self::Closed { failures: 0 };

    pub(super) fn port(self) -> Option<PortId> {
        match self {
            Self::Open { port } => Some(port),
            Self::Closed { .. } | Self::Opening { .. } => None,
        }
    }

    pub(super) fn failures(self) -> u32 {
        match self {
            Self::Open { .. } => 0,
            Self::Closed { failures } | Self::Opening { failures } => failures,
        }
    }
}

impl Default for Offscreen {
    fn default() -> Self {
        Self::CLOSED
    }
}

/// The call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(super) call_sid: CallSid,
    pub(super) caller: Caller,
    /// Not known of a call that nobody has offered here.
    pub(super) ticket: Option<Ticket>,
    pub(super) stage: Stage,
    /// When a document died with it last.
    #[serde(default)]
    pub(super) died_at: Option<Time>,
    /// How many documents have given it up since it was heard last.
    pub(super) failures: u32,
    /// As the offscreen document has said last; before it has the call: as it shall begin.
    pub(super) mic: Mic,
    /// What the agent wants and the offscreen document has not confirmed yet.
    pub(super) wanted_mic: Option<Mic>,
    /// What the agent has pressed while nothing could be heard of it.
    #[serde(default)]
    pub(super) digits: Vec<Digits>,
    pub(super) started_at: Option<Time>,
    /// When a document had it, as of the last note of that.
    #[serde(default)]
    pub(super) alive_at: Option<Time>,
    /// As [`LegCall`] has them.
    #[serde(default)]
    pub(super) signalling_until: Option<Time>,
    #[serde(default)]
    pub(super) media_until: Option<Time>,
    pub(super) quality: Vec<QualityWarning>,
    #[serde(skip)]
    pub(super) connection: Unsaved<ConnectionSample>,
    #[serde(default)]
    pub(super) speaking_while_muted: bool,
    #[serde(default)]
    pub(super) let_in: LetIn,
    /// Whether the offscreen document waits for another voice token.
    #[serde(default)]
    pub(super) wants_token: bool,
    /// What the desktop has been told of it while its connection is lost.
    #[serde(default)]
    pub(super) told: Option<ComesBack>,
}

/// Which document Twilio has let have a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LetIn {
    /// None: it rings.
    #[default]
    Never,
    /// Some, of which nothing follows any more.
    Once,
    /// The last one that was on the way to its media: Twilio keeps it.
    Last,
    /// The one that is on the way to its media.
    Now,
}

/// A call that rings while there is another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(super) call: Call,
    pub(super) since: Time,
    /// When it counts as over, if the `Device` is gone that would be told.
    pub(super) until: Option<Time>,
}

/// What changes all the time and is shown, and is not worth saving: the next worker hears it anew.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unsaved<T>(pub(super) Option<T>);

impl<T> Default for Unsaved<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> PartialEq for Unsaved<T> {
    /// A model with another value in it need not be saved again.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// How far the call is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// It rings; no offscreen document has been told to take it.
    Offered,
    /// The offscreen document has it, or is on the way to it.
    Taken(CallState),
    /// The document that had it is gone, or could not take it, or the `Device` is gone that it was
    /// offered to: the next document takes it up, not before `Timer::TakeUpAgain`, and until
    /// `Timer::ConnectTimeout`.
    Lost,
    /// The agent has hung up, and the extension has crashed before Twilio was told: the next
    /// document takes it up to end it, until `Timer::ConnectTimeout`.
    HungUp,
    /// The agent has hung up; the offscreen document should confirm before `Timer::EndTimeout`.
    Ending {
        /// What the agent has asked for beyond the end of the call.
        then: AfterCall,
    },
}

/// What comes after a call that the agent ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum AfterCall {
    /// The next call.
    Nothing,
    /// A restart.
    Restart,
}

impl Call {
    pub(super) fn offered(offer: Offer) -> Self {
        Self { caller: offer.caller, ..Self::new(offer.call_sid, Some(offer.ticket)) }
    }

    /// A call that the offscreen document has and that nobody here knows of.
    pub(super) fn found(leg: LegCall) -> Self {
        let mut call = Self::new(leg.call_sid.clone(), None);
        call.follow(leg);
        call
    }

    /// A call of which no more is known than what it takes to take it.
    pub(super) fn new(call_sid: CallSid, ticket: Option<Ticket>) -> Self {
        Self {
            call_sid,
            caller: Caller::default(),
            ticket,
            stage: Stage::Offered,
            died_at: None,
            failures: 0,
            mic: Mic::Open,
            wanted_mic: None,
            digits: vec![],
            started_at: None,
            alive_at: None,
            signalling_until: None,
            media_until: None,
            quality: vec![],
            connection: Unsaved(None),
            speaking_while_muted: false,
            let_in: LetIn::default(),
            wants_token: false,
            told: None,
        }
    }

    /// Takes over what the offscreen document says.
    pub(super) fn follow(&mut self, leg: LegCall) {
        self.stage = match (self.stage, leg.state) {
            (Stage::Ending { then }, _) => Stage::Ending { then },
            (Stage::HungUp, _) => Stage::Ending { then: AfterCall::Nothing },
            (Stage::Offered | Stage::Taken(_) | Stage::Lost, CallState::Ending) => {
                Stage::Ending { then: AfterCall::Nothing }
            }
            (Stage::Offered | Stage::Taken(_) | Stage::Lost, state) => Stage::Taken(state),
        };
        if leg.state == CallState::Active {
            (self.failures, self.let_in) = (0, LetIn::Once);
        }
        self.ticket = Some(leg.ticket);
        self.mic = leg.mic;
        if self.wanted_mic == Some(leg.mic) {
            self.wanted_mic = None;
        }
        self.started_at = leg.started_at;
        (self.signalling_until, self.media_until) = (leg.signalling_until, leg.media_until);
        self.quality = leg.quality;
        self.speaking_while_muted = leg.speaking_while_muted;
        self.wants_token = leg.wants_token;
        if leg.state != CallState::Active {
            self.connection = Unsaved(None);
        }
    }

    /// Whether digits are heard: they go with the media.
    pub(super) const fn can_be_sent_digits(&self) -> bool {
        matches!(self.stage, Stage::Taken(CallState::Active | CallState::Reconnecting))
            && self.media_until.is_none()
    }

    /// Whether Twilio has given it to the agent, heard or not.
    pub(super) const fn was_answered(&self) -> bool {
        self.started_at.is_some() || !matches!(self.let_in, LetIn::Never)
    }

    /// Who had it is gone.
    pub(super) fn lose(&mut self) {
        self.stage = Stage::Lost;
        self.quality.clear();
        self.connection = Unsaved(None);
        (self.signalling_until, self.media_until) = (None, None);
        (self.speaking_while_muted, self.wants_token) = (false, false);
        self.let_in = self.let_in.min(LetIn::Once);
    }

    /// How far it is for agent and far end: who have heard each other before are on the way to
    /// each other again, whatever it is that a document does about it.
    pub(super) fn state(&self) -> CallState {
        match self.stage {
            Stage::Offered | Stage::Taken(CallState::Connecting) | Stage::Lost => {
                if self.started_at.is_some() {
                    CallState::Reconnecting
                } else {
                    CallState::Connecting
                }
            }
            Stage::Taken(state) => state,
            Stage::HungUp | Stage::Ending { .. } => CallState::Ending,
        }
    }
}
