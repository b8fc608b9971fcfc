//! Twilio and the token Function.

use std::collections::BTreeMap;

use voice_client_core::{Attempt, CallSid, Secret, Time, TokenError, TokenReply};

/// How the token Function feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Function {
    /// It answers with a token.
    #[default]
    Well,
    /// It answers with this status.
    Status(u16),
    /// It answers something else than a token.
    Garbled,
    /// It never answers.
    Silent,
    /// It can't be reached.
    Unreachable,
    /// It answers with a token, so many milliseconds late.
    Slow(u32),
}

impl Function {
    /// How late its answer is, in milliseconds.
    pub(crate) fn delay(self) -> u64 {
        if let Self::Slow(millis) = self { millis.into() } else { 0 }
    }

    pub(crate) fn answer(
        self,
        identity: &str,
        now: Time,
        life: u32,
    ) -> Option<Result<TokenReply, TokenError>> {
        match self {
            Self::Well | Self::Slow(_) => Some(Ok(TokenReply {
                identity: identity.to_owned(),
                token: Secret::new(format!("voice-secret {identity} {}", now.as_millis())),
                lifetime: Some(life),
            })),
            Self::Status(status) => Some(Err(TokenError::from_status(status))),
            Self::Garbled => Some(Err(TokenError::Garbled)),
            Self::Unreachable => Some(Err(TokenError::Unreachable)),
            Self::Silent => None,
        }
    }
}

/// A call as the customer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FarEnd {
    /// How far it is.
    pub state: FarEndState,
    /// Whether agent and customer have heard each other.
    pub was_active: bool,
    /// Whether the customer hears silence.
    pub muted: bool,
    /// The digits that arrived.
    pub digits: String,
    /// Since when nobody has held the agent's side.
    pub(crate) unheld_since: Option<Time>,
    /// Whom it is for.
    pub(crate) to: String,
    /// How many tokens there have been to take it over with.
    tokens: u32,
    /// The `Device` that it was offered to, in which life of the worker: it alone can refuse the
    /// call, and is told when the customer gives up.
    pub(crate) offered_to: Option<(u32, Attempt)>,
}

impl FarEnd {
    /// What it takes to take the call over: each time that somebody does, another one.
    pub(crate) fn connect_token(&self, call_sid: &CallSid) -> Secret<String> {
        token(call_sid, self.tokens)
    }

    /// The one before still counts, for a client that has not heard of the new one.
    pub(crate) fn takes(&self, call_sid: &CallSid, shown: &Secret<String>) -> bool {
        (self.tokens.saturating_sub(1)..=self.tokens).any(|n| *shown == token(call_sid, n))
    }

    /// Whether somebody holds the agent's side of it. Twilio keeps a call for a while that nobody
    /// does.
    pub fn has_agent(&self) -> bool {
        self.state == FarEndState::Active && self.unheld_since.is_none()
    }

    /// Somebody has taken it over.
    pub(crate) fn is_held(&mut self) {
        (self.state, self.was_active, self.unheld_since) = (FarEndState::Active, true, None);
        self.tokens += 1;
    }
}

fn token(call_sid: &CallSid, number: u32) -> Secret<String> {
    Secret::new(format!("connect-secret-{call_sid}-{number}"))
}

/// How far a call is, as the customer sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FarEndState {
    /// It rings.
    Ringing,
    /// Somebody has taken it.
    Active,
    /// The agent's side ended it.
    EndedByAgent,
    /// The customer ended it.
    EndedByCustomer,
    /// Twilio ended it, because nobody has held the agent's side for half a minute.
    Lost,
}

impl FarEndState {
    /// Whether the call is over.
    pub fn is_over(self) -> bool {
        matches!(self, Self::EndedByAgent | Self::EndedByCustomer | Self::Lost)
    }
}

/// Twilio's voice service.
#[derive(Debug, Default)]
pub(crate) struct Twilio {
    /// The worker's `Device`, if it is registered.
    pub(crate) registered: Option<Attempt>,
    /// Whose voice token it had last.
    pub(crate) identity: String,
    pub(crate) calls: BTreeMap<CallSid, FarEnd>,
    calls_so_far: u32,
}

impl Twilio {
    pub(crate) fn place_call(&mut self) -> CallSid {
        self.calls_so_far += 1;
        let sid = CallSid::parse(format!("CA{:032x}", self.calls_so_far)).expect("a SID");
        self.calls.insert(
            sid.clone(),
            FarEnd {
                state: FarEndState::Ringing,
                was_active: false,
                muted: false,
                digits: String::new(),
                unheld_since: None,
                to: self.identity.clone(),
                tokens: 0,
                offered_to: None,
            },
        );
        sid
    }
}
