//! Flex tokens, as Flex gives them to a page, and voice tokens, as the token Function
//! mints them (a Twilio access token: <https://www.twilio.com/docs/iam/access-tokens>).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::contact_centre::{WORKSPACE, Worker};

/// A Flex token that was given out.
#[derive(Debug, Clone)]
pub(crate) struct FlexSession {
    pub(crate) identity: String,
    pub(crate) account: String,
    /// SID of the worker whose token it is.
    pub(crate) worker: String,
    /// What the worker may do in Flex.
    pub(crate) roles: Vec<String>,
    pub(crate) expires_at: SystemTime,
}

impl FlexSession {
    /// When the token ends: ISO 8601.
    pub(crate) fn expiration(&self) -> String {
        OffsetDateTime::from(self.expires_at).format(&Rfc3339).unwrap_or_default()
    }
}

/// What a valid voice token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VoiceGrant {
    pub(crate) identity: String,
    /// Names the token without being secret.
    pub(crate) id: String,
    pub(crate) expires_at: SystemTime,
}

/// Why a voice token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum VoiceTokenError {
    /// 20101: no token, or one that another key has signed.
    #[error("AccessTokenInvalid")]
    Invalid,
    /// 20104: its time is over.
    #[error("AccessTokenExpired")]
    Expired,
}

impl VoiceTokenError {
    /// Twilio's code for it: <https://www.twilio.com/docs/api/errors>.
    pub(crate) fn code(self) -> u32 {
        match self {
            Self::Invalid => 20_101,
            Self::Expired => 20_104,
        }
    }
}

/// Every token the sandbox knows of, and who may sign more.
pub(crate) struct Tokens {
    flex: HashMap<String, FlexSession>,
    /// Which identity the voice tokens are for that were given out or used, by their names.
    voice: BTreeMap<String, String>,
    expired_voice: HashSet<String>,
    pub(crate) flex_issued: u64,
    pub(crate) voice_issued: u64,
    api_key: String,
    api_secret: String,
    auth_token: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    jti: String,
    iss: String,
    sub: String,
    iat: u64,
    exp: u64,
    grants: Grants,
}

#[derive(Debug, Serialize, Deserialize)]
struct Grants {
    identity: String,
    voice: VoiceClaim,
}

#[derive(Debug, Serialize, Deserialize)]
struct VoiceClaim {
    incoming: Incoming,
}

#[derive(Debug, Serialize, Deserialize)]
struct Incoming {
    allow: bool,
}

impl Tokens {
    pub(crate) fn new(api_key: String, api_secret: String, auth_token: String) -> Self {
        Self {
            flex: HashMap::new(),
            voice: BTreeMap::new(),
            expired_voice: HashSet::new(),
            flex_issued: 0,
            voice_issued: 0,
            api_key,
            api_secret,
            auth_token,
        }
    }

    /// Whether this is the auth token of the accounts.
    pub(crate) fn is_auth_token(&self, token: &str) -> bool {
        self.auth_token == token
    }

    /// A new Flex token for a worker. Flex registers with it as a voice client of its own, too.
    pub(crate) fn issue_flex(
        &mut self,
        worker: &Worker,
        life: Duration,
    ) -> Result<(String, FlexSession), jsonwebtoken::errors::Error> {
        self.flex_issued += 1;
        let issued_at = SystemTime::now();
        let session = FlexSession {
            identity: worker.identity.clone(),
            account: worker.account.clone(),
            worker: worker.sid.clone(),
            roles: worker.roles(),
            expires_at: issued_at + life,
        };
        let claims = json!({
            "jti": format!("{}-flex-{}", self.api_key, self.flex_issued),
            "iss": self.api_key,
            "sub": session.account,
            "iat": epoch_seconds(issued_at),
            "exp": epoch_seconds(session.expires_at),
            "grants": {
                "identity": session.identity,
                "task_router": {
                    "workspace_sid": WORKSPACE,
                    "worker_sid": session.worker,
                    "role": "worker",
                },
                "voice": { "incoming": { "allow": true } },
                "chat": { "service_sid": "IS00000000000000000000000000000000" },
                "data_sync": { "service_sid": "IS00000000000000000000000000000001" },
                "flex": {},
            },
        });
        let token = self.sign(&claims)?;
        self.flex.insert(token.clone(), session.clone());
        Ok((token, session))
    }

    /// Whose Flex token it is, if it is one that lives.
    pub(crate) fn flex(&self, token: &str) -> Option<&FlexSession> {
        self.flex.get(token).filter(|session| session.expires_at > SystemTime::now())
    }

    /// What Twilio says of a Flex token that is not valid: code and text of
    /// <https://www.twilio.com/docs/api/errors>.
    pub(crate) fn verdict(&self, token: &str) -> (u32, &'static str) {
        match self.flex.get(token) {
            Some(session) if session.expires_at <= SystemTime::now() => {
                (20_104, "Access Token expired or expiration date invalid")
            }
            Some(_) | None => (20_101, "Invalid Access Token"),
        }
    }

    /// A new voice token: incoming calls allowed, nothing else.
    pub(crate) fn issue_voice(
        &mut self,
        identity: &str,
        account: &str,
        life: Duration,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        self.voice_issued += 1;
        let issued_at = epoch_seconds(SystemTime::now());
        // Several tokens of one second need several names.
        let jti = format!("{}-{issued_at}-{}", self.api_key, self.voice_issued);
        let claims = Claims {
            jti: jti.clone(),
            iss: self.api_key.clone(),
            sub: account.to_owned(),
            iat: issued_at,
            exp: issued_at + life.as_secs(),
            grants: Grants {
                identity: identity.to_owned(),
                voice: VoiceClaim { incoming: Incoming { allow: true } },
            },
        };
        self.voice.insert(jti, identity.to_owned());
        self.sign(&claims)
    }

    fn sign(&self, claims: &impl Serialize) -> Result<String, jsonwebtoken::errors::Error> {
        let header =
            Header { cty: Some("twilio-fpa;v=1".to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(self.api_secret.as_bytes()))
    }

    /// Checks a voice token as Twilio's signalling does.
    pub(crate) fn voice(&mut self, token: &str) -> Result<VoiceGrant, VoiceTokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.set_issuer(&[&self.api_key]);
        let key = DecodingKey::from_secret(self.api_secret.as_bytes());
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
            .map_err(|error| {
                let expired = *error.kind() == ErrorKind::ExpiredSignature;
                if expired { VoiceTokenError::Expired } else { VoiceTokenError::Invalid }
            })?
            .claims;
        if self.expired_voice.contains(&claims.jti) {
            return Err(VoiceTokenError::Expired);
        }
        if !claims.grants.voice.incoming.allow {
            return Err(VoiceTokenError::Invalid);
        }
        // A Function that runs elsewhere has given it out.
        self.voice.insert(claims.jti.clone(), claims.grants.identity.clone());
        Ok(VoiceGrant {
            identity: claims.grants.identity,
            id: claims.jti,
            expires_at: UNIX_EPOCH + Duration::from_secs(claims.exp),
        })
    }

    pub(crate) fn is_expired(&self, grant: &VoiceGrant) -> bool {
        self.expired_voice.contains(&grant.id) || grant.expires_at <= SystemTime::now()
    }

    /// Expires the Flex tokens given out so far, of one identity or of all.
    pub(crate) fn expire_flex(&mut self, identity: Option<&str>) {
        for session in self.flex.values_mut() {
            if identity.is_none_or(|identity| session.identity == identity) {
                session.expires_at = SystemTime::now();
            }
        }
    }

    /// Expires the voice tokens given out so far, of one identity or of all.
    pub(crate) fn expire_voice(&mut self, identity: Option<&str>) {
        let expired = self
            .voice
            .iter()
            .filter(|(_, owner)| identity.is_none_or(|identity| *owner == identity))
            .map(|(id, _)| id.clone());
        self.expired_voice.extend(expired);
    }
}

pub(crate) fn epoch_seconds(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact_centre::ContactCentre;

    const HOUR: Duration = Duration::from_hours(1);

    fn tokens() -> Tokens {
        signed_with("a secret of the test")
    }

    fn signed_with(secret: &str) -> Tokens {
        Tokens::new("SKtest".to_owned(), secret.to_owned(), "an auth token".to_owned())
    }

    #[test]
    fn a_voice_token_names_its_identity_and_its_end() {
        let mut tokens = tokens();
        let token = tokens.issue_voice("ext_anna", "AC1", HOUR).unwrap();
        let grant = tokens.voice(&token).unwrap();
        assert_eq!(grant.identity, "ext_anna");
        let left = grant.expires_at.duration_since(SystemTime::now()).unwrap();
        assert!(left > Duration::from_mins(59) && left <= HOUR);
    }

    #[test]
    fn a_voice_token_of_another_key_is_invalid_and_an_old_one_is_expired() {
        let mut tokens = tokens();
        let foreign = signed_with("another secret").issue_voice("ext_anna", "AC1", HOUR).unwrap();
        assert_eq!(tokens.voice(&foreign), Err(VoiceTokenError::Invalid));
        assert_eq!(tokens.voice("nonsense"), Err(VoiceTokenError::Invalid));
        let old = tokens.issue_voice("ext_anna", "AC1", HOUR).unwrap();
        tokens.expire_voice(Some("ext_anna"));
        assert_eq!(tokens.voice(&old), Err(VoiceTokenError::Expired));
        let new = tokens.issue_voice("ext_anna", "AC1", HOUR).unwrap();
        assert!(tokens.voice(&new).is_ok());
    }

    #[test]
    fn a_voice_token_that_another_function_has_given_out_expires_like_any_other() {
        let mut tokens = tokens();
        let elsewhere = self::tokens().issue_voice("ext_anna", "AC1", HOUR).unwrap();
        let grant = tokens.voice(&elsewhere).unwrap();
        tokens.expire_voice(None);
        assert!(tokens.is_expired(&grant));
        assert_eq!(tokens.voice(&elsewhere), Err(VoiceTokenError::Expired));
    }

    #[test]
    fn expiring_one_identity_leaves_the_others() {
        let mut tokens = tokens();
        let mut contact_centre = ContactCentre::default();
        let mut issue = |identity: &str| {
            let worker = contact_centre.worker_named(identity, "AC1");
            tokens.issue_flex(worker, HOUR).unwrap().0
        };
        let (anna, bert) = (issue("anna"), issue("bert"));
        tokens.expire_flex(Some("anna"));
        assert!(tokens.flex(&anna).is_none());
        assert_eq!(tokens.flex(&bert).unwrap().identity, "bert");
    }
}
