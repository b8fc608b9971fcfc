//! The voice token, and what to do when there is none.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Identity, Jitter, Secret, Time};

/// The longest voice token that is accepted, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;
/// A token without a readable lifetime is taken to live for Twilio's default, an hour.
const DEFAULT_LIFETIME: Duration = Duration::from_hours(1);
/// A lifetime beyond Twilio's longest is not believed.
const LONGEST_LIFETIME: Duration = Duration::from_hours(24);

/// What the token Function answered with status 200, as the shell read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenReply {
    /// `identity` of the reply.
    pub identity: String,
    /// `token` of the reply.
    pub token: Secret<String>,
    /// `expiresIn` of the reply, or `exp - iat` of the token: seconds.
    pub lifetime: Option<u32>,
}

impl TokenReply {
    pub(crate) fn check(self, now: Time) -> Result<VoiceToken, TokenError> {
        let length = self.token.expose().len();
        let identity = Identity::parse(self.identity).map_err(|_| TokenError::Garbled)?;
        if length == 0 || length > LONGEST_TOKEN {
            return Err(TokenError::Garbled);
        }
        let lifetime = match self.lifetime {
            None => DEFAULT_LIFETIME,
            Some(0) => return Err(TokenError::Garbled),
            Some(seconds) => Duration::from_secs(u64::from(seconds)).min(LONGEST_LIFETIME),
        };
        Ok(VoiceToken { identity, token: self.token, fetched_at: now, expires_at: now + lifetime })
    }
}

/// A voice token, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VoiceToken {
    pub(crate) identity: Identity,
    pub(crate) token: Secret<String>,
    pub(crate) fetched_at: Time,
    pub(crate) expires_at: Time,
}

impl VoiceToken {
    pub(crate) fn lives(&self, now: Time) -> bool {
        now < self.expires_at
    }

    /// The same life, by a clock that has been set back by so much.
    pub(crate) fn bring_forward(&mut self, by: Duration) {
        self.fetched_at = self.fetched_at.earlier(by);
        self.expires_at = self.expires_at.earlier(by);
    }

    /// When to renew it: between 60 and 80 % of its life, so that agents who started a shift
    /// together do not renew together.
    pub(crate) fn renew_at(&self, jitter: Jitter) -> Time {
        let life = self.expires_at.since(self.fetched_at);
        self.fetched_at + jitter.between(life * 6 / 10, life * 8 / 10)
    }
}

/// Why there is no voice token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenError {
    /// The Function does not take the Flex token: status 401 or 403.
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The Function answers another status than 200.
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// What the Function answers is not a voice token for somebody: HTML, `{}`, no identity.
    Garbled,
    /// The Function can't be reached.
    Unreachable,
    /// The Function does not answer in time.
    TimedOut,
}

impl TokenError {
    /// Whether another Flex token is called for, rather than another try with this one.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::Refused { .. })
    }

    /// Whether the Function has too much to do, or does nothing for anybody at the moment.
    pub fn is_overload(self) -> bool {
        matches!(self, Self::Status { status: 429 | 503 })
    }

    /// Whether the Function fails, as it may do for everybody.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Status { status: 500.. } | Self::TimedOut)
    }

    /// From an HTTP status other than 200.
    pub fn from_status(status: u16) -> Self {
        if matches!(status, 401 | 403) { Self::Refused { status } } else { Self::Status { status } }
    }
}
