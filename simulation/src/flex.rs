//! Flex tabs whose plugin speaks the protocol.

use serde_json::json;
use voice_client_core::protocol::{FromPage, Heartbeat, ToPage};
use voice_client_core::{AccountSid, DocumentId, FlexTabEvent, PortId, TabId, Time};

/// How long a Flex token lives: an hour, Flex's default.
pub(crate) const FLEX_TOKEN_LIFE: u64 = 3_600_000;

/// A Flex tab.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "any of it goes with any other")]
pub struct FlexTab {
    /// Chrome's number.
    pub id: TabId,
    /// The account that its plugin is of.
    pub account: AccountSid,
    /// The last heartbeat that its page has seen.
    pub heartbeat: Option<Heartbeat>,
    /// When that was.
    pub heartbeat_at: Option<Time>,
    /// Whether it has been turned away.
    pub rejected: bool,
    /// Whether its Flex renews the token when the plugin is asked for it.
    pub renews: bool,
    /// For how many milliseconds a token lives that it renews.
    pub token_life: u64,
    pub(crate) document: DocumentId,
    pub(crate) port: Option<PortId>,
    /// Whether its content script does not run at the moment.
    pub(crate) frozen: bool,
    /// Whether the page that it shows has said that it is Flex.
    pub(crate) has_plugin: bool,
    pub(crate) protocol: u8,
    token_until: Time,
}

impl FlexTab {
    pub(crate) fn new(
        id: u32,
        account: &str,
        protocol: u8,
        document: u32,
        life: u64,
        now: Time,
    ) -> Self {
        let account = account.bytes().fold(0, |sid, byte| sid << 8 | u128::from(byte));
        let account = AccountSid::parse(format!("AC{account:032x}")).expect("a short name");
        Self {
            id: TabId(id),
            account,
            heartbeat: None,
            heartbeat_at: None,
            rejected: false,
            renews: true,
            document: document_id(document),
            port: None,
            frozen: false,
            has_plugin: false,
            protocol,
            token_life: life,
            token_until: Time::from_millis(now.as_millis() + life),
        }
    }

    pub(crate) fn navigate(&mut self, document: u32) {
        (self.document, self.port) = (document_id(document), None);
        (self.heartbeat, self.has_plugin) = (None, false);
    }

    pub(crate) fn hello(&self) -> FlexTabEvent {
        FlexTabEvent::Hello { tab: self.id, document: self.document.clone() }
    }

    pub(crate) fn configure(&mut self) -> FromPage {
        self.has_plugin = true;
        says(json!({
            "type": "VOICE_CLIENT_EXTENSION_CONFIGURE",
            "payload": {
                "voiceClientTokenGeneratorUrl": "https://tokens.example.com/generateToken",
                "accountSid": self.account,
                "extensionVoiceClientPrefix": "ext_",
                "protocol": self.protocol,
            },
        }))
    }

    /// The token that Flex has now.
    pub(crate) fn token(&mut self, now: Time) -> FromPage {
        let left = self.token_until.since(now).as_millis();
        if self.renews && left < 180_000 {
            self.token_until = Time::from_millis(now.as_millis() + self.token_life);
        }
        let until = self.token_until.as_millis();
        says(json!({
            "type": "VOICE_CLIENT_EXTENSION_FLEX_TOKEN",
            "payload": {
                "token": format!("flex-secret-{until}"),
                "accountSid": self.account,
                "expiration": Time::from_millis(until).to_string(),
            },
        }))
    }

    /// The token that Flex has after renewing it, whether it is due or not.
    pub fn renewed_token(&mut self, now: Time) -> FromPage {
        self.token_until = Time::from_millis(now.as_millis() + self.token_life);
        self.token(now)
    }

    /// Takes what the extension says; whether it asks for the token.
    pub(crate) fn hears(&mut self, message: &ToPage, now: Time) -> bool {
        match message {
            ToPage::Configured => return true,
            ToPage::ConfigRejected => self.rejected = true,
            ToPage::Heartbeat(heartbeat) => {
                self.heartbeat = Some(heartbeat.clone());
                self.heartbeat_at = Some(now);
            }
            ToPage::Disconnected => {}
        }
        false
    }
}

fn document_id(number: u32) -> DocumentId {
    DocumentId::parse(format!("document-{number}")).expect("a document id")
}

fn says(message: serde_json::Value) -> FromPage {
    serde_json::from_value(message).expect("a message of the protocol")
}
