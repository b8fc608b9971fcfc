//! Flex tabs, and the tokens that they hand over.

use std::mem;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::protocol::{Configure, FlexTokenMessage, FromPage, ToPage};
use crate::retry::BackOff;
use crate::timers::Timer;
use crate::{AccountSid, DocumentId, Effect, FlexTabEvent, Intent, LogEntry, PortId, TabId, Time};

use super::model::{Fetch, FlexToken};
use super::{Client, Turn};

/// How long a tab may be away, for a reload of the worker or its own, before it counts as closed.
const TABS_RETURN: Duration = Duration::from_secs(5);
/// How long before its end Flex is asked for a newer token than the one that it has sent.
const ASK_BEFORE_END: Duration = Duration::from_mins(2);
/// How often Flex is asked when it does not send a token that helps.
const ASK_AGAIN: BackOff = BackOff::new(Duration::from_secs(30), Duration::from_mins(10));
/// How many documents are remembered at most, beyond those that are open: a page that loads itself
/// again and again is another one each time.
const MOST_AWAY: usize = 32;
/// How long a renewed token waits after several were refused.
const TRY_RENEWED: Duration = Duration::from_secs(5);

/// The Flex tabs, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tabs(Vec<Tab>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tab {
    id: TabId,
    document: DocumentId,
    /// None while it is away.
    port: Option<PortId>,
    plugin: Plugin,
    /// When the Flex token ends that it has handed over last.
    #[serde(default)]
    token_ends: Option<Time>,
}

/// A document whose plugin is accepted: what there is to remember of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptTab {
    tab: TabId,
    document: DocumentId,
    configuration: Configure,
}

/// What is known of the plugin in a tab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Plugin {
    /// It has not configured the client.
    Silent,
    /// It configured the client, and will not do so again, though its document has been away for
    /// long: busy, in Chrome's cache of pages to go back to, or since before an update of the
    /// extension. What it said counts as said anew when that very document is here.
    Remembered(Configure),
    /// It is of the account that the client is configured for.
    Accepted(Configure),
    /// It is of another account.
    Rejected(Configure),
}

impl Plugin {
    fn judge(configure: Configure, account: &AccountSid) -> Self {
        if configure.account_sid == *account {
            Self::Accepted(configure)
        } else {
            Self::Rejected(configure)
        }
    }

    fn account(&self) -> Option<&AccountSid> {
        match self {
            Self::Silent | Self::Remembered(_) => None,
            Self::Accepted(it) | Self::Rejected(it) => Some(&it.account_sid),
        }
    }
}

impl Tabs {
    fn by_port(&mut self, port: PortId) -> Option<&mut Tab> {
        self.0.iter_mut().find(|tab| tab.port == Some(port))
    }

    fn open(&self) -> impl Iterator<Item = &Tab> {
        self.0.iter().filter(|tab| tab.port.is_some())
    }

    fn count(&self, which: impl Fn(&Tab) -> bool) -> u32 {
        u32::try_from(self.open().filter(|tab| which(tab)).count()).unwrap_or(u32::MAX)
    }

    pub(super) fn count_open(&self) -> u32 {
        self.count(|_| true)
    }

    pub(super) fn count_accepted(&self) -> u32 {
        self.count(|tab| matches!(tab.plugin, Plugin::Accepted(_)))
    }

    pub(super) fn count_rejected(&self) -> u32 {
        self.count(|tab| matches!(tab.plugin, Plugin::Rejected(_)))
    }

    /// The Ports of the open tabs whose plugin is accepted, each with its protocol.
    pub(super) fn accepted(&self) -> impl Iterator<Item = (PortId, u8)> {
        self.0.iter().filter_map(|tab| match (&tab.plugin, tab.port) {
            (Plugin::Accepted(configure), Some(port)) => Some((port, configure.protocol)),
            (Plugin::Accepted(_), None)
            | (Plugin::Silent | Plugin::Remembered(_) | Plugin::Rejected(_), _) => None,
        })
    }

    /// What they have handed over is of no use.
    fn forget_tokens(&mut self) {
        for tab in &mut self.0 {
            tab.token_ends = None;
        }
    }

    /// Those that were there before the browser was started can't come back.
    pub(super) fn forget_remembered(&mut self) {
        self.0.retain(|tab| tab.port.is_some() || !matches!(tab.plugin, Plugin::Remembered(_)));
    }

    /// Whether an open tab whose plugin is accepted has handed over a token that lives.
    fn has_token(&self, now: Time) -> bool {
        self.open().any(|tab| {
            let lives = tab.token_ends.is_some_and(|at| now < at);
            lives && matches!(tab.plugin, Plugin::Accepted(_))
        })
    }

    /// The tab to show to somebody who wants to see Flex.
    pub(super) fn best(&self) -> Option<TabId> {
        let accepted = self.open().find(|tab| matches!(tab.plugin, Plugin::Accepted(_)));
        accepted.or_else(|| self.open().next()).map(|tab| tab.id)
    }

    /// What there is to remember of the documents whose plugin is accepted.
    pub(super) fn keep(&self) -> Vec<KeptTab> {
        let kept = self.0.iter().filter_map(|tab| match &tab.plugin {
            Plugin::Remembered(configuration) | Plugin::Accepted(configuration) => Some(KeptTab {
                tab: tab.id,
                document: tab.document.clone(),
                configuration: configuration.clone(),
            }),
            Plugin::Silent | Plugin::Rejected(_) => None,
        });
        kept.collect()
    }

    /// These documents, if they are still there.
    pub(super) fn remembered(kept: Vec<KeptTab>) -> Self {
        let tabs = kept.into_iter().map(|it| Tab {
            id: it.tab,
            document: it.document,
            port: None,
            plugin: Plugin::Remembered(it.configuration),
            token_ends: None,
        });
        Self(tabs.collect())
    }

    /// Makes room for another document, at the expense of one that is away: rather of one that is
    /// not of this account.
    fn make_room(&mut self) {
        let away = |tab: &Tab| tab.port.is_none();
        let counts = |tab: &Tab| matches!(tab.plugin, Plugin::Accepted(_) | Plugin::Remembered(_));
        if self.0.iter().filter(|tab| away(tab)).count() >= MOST_AWAY {
            let first = self.0.iter().position(|tab| away(tab) && !counts(tab));
            if let Some(first) = first.or_else(|| self.0.iter().position(away)) {
                self.0.remove(first);
            }
        }
    }

    /// Whoever is away counts no more; those that were accepted are known again should they come.
    pub(super) fn drop_away(&mut self) {
        for tab in self.0.iter_mut().filter(|tab| tab.port.is_none()) {
            tab.plugin = match mem::replace(&mut tab.plugin, Plugin::Silent) {
                Plugin::Accepted(it) | Plugin::Remembered(it) => Plugin::Remembered(it),
                Plugin::Silent | Plugin::Rejected(_) => Plugin::Silent,
            };
        }
        self.0.retain(|tab| tab.port.is_some() || tab.plugin != Plugin::Silent);
    }
}

impl Client {
    pub(super) fn flex_tab(&mut self, port: PortId, event: FlexTabEvent, turn: &mut Turn) {
        match event {
            FlexTabEvent::Hello { tab, document } => self.tab_is_here(port, tab, document, turn),
            FlexTabEvent::Said(message) => self.page_said(port, message, turn),
            FlexTabEvent::Gone => {
                if let Some(tab) = self.model.tabs.by_port(port) {
                    tab.port = None;
                    self.model.timers.set(Timer::TabsReturn, turn.now() + TABS_RETURN);
                }
            }
        }
    }

    /// After the worker's death: the tabs' Ports are gone, and open ones come back by themselves.
    pub(super) fn tabs_are_unknown(&mut self, turn: &Turn) {
        for tab in &mut self.model.tabs.0 {
            tab.port = None;
        }
        // Those that have been away for longer count no more in any case.
        let counts = |tab: &Tab| !matches!(tab.plugin, Plugin::Remembered(_));
        if self.model.tabs.0.iter().any(counts) {
            self.model.timers.set(Timer::TabsReturn, turn.now() + TABS_RETURN);
        }
    }

    fn tab_is_here(&mut self, port: PortId, id: TabId, document: DocumentId, turn: &mut Turn) {
        let Some(tab) = self.model.tabs.0.iter_mut().find(|it| it.document == document) else {
            let plugin = Plugin::Silent;
            self.model.tabs.make_room();
            let (port, token_ends) = (Some(port), None);
            self.model.tabs.0.push(Tab { id, document, port, plugin, token_ends });
            return;
        };
        (tab.id, tab.port) = (id, Some(port));
        match &tab.plugin {
            // It may have missed that it was asked for the token.
            Plugin::Accepted(_) if self.model.flex_token.is_none() => {
                self.answer_configure(port, turn);
            }
            Plugin::Accepted(_) => self.beat_to(port, turn),
            Plugin::Remembered(configuration) => {
                let configuration = configuration.clone();
                self.configure(port, configuration, turn);
            }
            Plugin::Rejected(_) => self.answer_configure(port, turn),
            Plugin::Silent => {}
        }
    }

    fn page_said(&mut self, port: PortId, message: FromPage, turn: &mut Turn) {
        let Some(tab) = self.model.tabs.by_port(port) else {
            return turn.untimely("a page that has not said hello");
        };
        let (intent, call_sid) = match (message, &tab.plugin) {
            (FromPage::Configure(configure), _) => return self.configure(port, configure, turn),
            (_, Plugin::Silent | Plugin::Remembered(_) | Plugin::Rejected(_)) => {
                return turn.untimely("a page whose plugin is not accepted");
            }
            (FromPage::FlexToken(token), Plugin::Accepted(configure)) => {
                let configure = configure.clone();
                return self.take_flex_token(port, token, configure, turn);
            }
            (FromPage::SignedOut, Plugin::Accepted(_)) => {
                // What it says from now on counts once it has configured the client again.
                (tab.plugin, tab.token_ends) = (Plugin::Silent, None);
                return self.signed_out(turn);
            }
            (FromPage::HangUpCall { call_sid }, Plugin::Accepted(_)) => (Intent::HangUp, call_sid),
            (FromPage::SendDtmfDigits { digits, call_sid }, Plugin::Accepted(_)) => {
                (Intent::SendDigits { digits }, call_sid)
            }
            (FromPage::SetMuted { muted, call_sid }, Plugin::Accepted(_)) => {
                (Intent::SetMuted { muted }, call_sid)
            }
            (FromPage::SetAudioDevice { kind, label }, Plugin::Accepted(_)) => {
                return self.page_chooses_device(kind, label, turn);
            }
        };
        let intent = match call_sid {
            Some(call_sid) => intent.for_call(call_sid),
            None => intent,
        };
        self.intent(intent, turn);
    }

    fn configure(&mut self, port: PortId, configure: Configure, turn: &mut Turn) {
        let account = self.model.account.get_or_insert_with(|| configure.account_sid.clone());
        let plugin = Plugin::judge(configure, account);
        if let Some(tab) = self.model.tabs.by_port(port) {
            tab.plugin = plugin;
        }
        self.answer_configure(port, turn);
    }

    fn answer_configure(&mut self, port: PortId, turn: &mut Turn) {
        match self.model.tabs.by_port(port).map(|tab| &tab.plugin) {
            Some(Plugin::Accepted(_)) => {
                turn.order(Effect::ToFlex { port, message: ToPage::Configured });
                self.beat_to(port, turn);
            }
            Some(Plugin::Rejected(_)) => {
                turn.order(Effect::ToFlex { port, message: ToPage::ConfigRejected });
                turn.log(LogEntry::OtherAccount);
            }
            Some(Plugin::Silent | Plugin::Remembered(_)) | None => {}
        }
    }

    /// The Function has taken the token that there is, or not.
    pub(super) fn flex_token_is_judged(&mut self, is_taken: bool, turn: &Turn) {
        let Some(token) = self.model.flex_token.as_mut().filter(|it| it.signed_out) else { return };
        if is_taken {
            // It takes that of who has signed out, too, for a while.
            token.signed_out = !self.model.tabs.has_token(turn.now());
        } else {
            // It was of the session that has ended.
            self.model.tabs.forget_tokens();
        }
    }

    /// Whose token the client has is not known: it asks whoever else is signed in for theirs.
    fn signed_out(&mut self, turn: &mut Turn) {
        if let Some(token) = &mut self.model.flex_token {
            token.signed_out = true;
            self.ask_flex(turn);
        }
    }

    fn take_flex_token(
        &mut self,
        port: PortId,
        said: FlexTokenMessage,
        by: Configure,
        turn: &mut Turn,
    ) {
        if said.account_sid != by.account_sid {
            return turn.untimely("a Flex token of another account than its plugin's");
        }
        let token = FlexToken {
            token: said.token,
            expires_at: said.expiration.time(),
            url: by.voice_client_token_generator_url,
            prefix: by.extension_voice_client_prefix,
            // Until the Function has taken it nobody knows whose session it is of.
            signed_out: self.model.flex_token.as_ref().is_some_and(|it| it.signed_out),
        };
        if token.expires_at <= turn.now() {
            return turn.untimely("a Flex token that has ended");
        }
        if let Some(tab) = self.model.tabs.by_port(port) {
            tab.token_ends = Some(token.expires_at);
        }
        let refusals = match self.model.fetch {
            Fetch::Refused { failures, .. } => failures,
            Fetch::Idle | Fetch::Asking { .. } | Fetch::Failed { .. } => 0,
        };
        // One that is being tried after a refusal is not given up for the next.
        let tries = matches!(
            self.model.fetch,
            Fetch::Asking { error: Some(error), .. } if error.is_refusal()
        );
        match &self.model.flex_token {
            Some(known) if *known == token && !known.signed_out => return,
            // The newest expiry wins, unless what we have is of no use.
            Some(known)
                if refusals == 0 && !known.signed_out && token.expires_at < known.expires_at =>
            {
                return;
            }
            Some(_) | None => {}
        }
        self.model.timers.set(Timer::FlexTokenExpires, token.expires_at);
        self.model.flex_token = Some(token);
        match refusals {
            0 if !tries => {
                self.ask_flex_before_end(turn);
                self.fetch_voice_token_anew(turn);
            }
            // Flex has sent another token than the one that was refused, as it was asked to.
            1 => self.fetch_voice_token(turn),
            // That did not help before: it is tried all the same, but a page that sends one
            // after the other does not get as many requests out of the client.
            _ => {
                if self.model.timers.get(Timer::RetryFetch).is_none() {
                    self.model.timers.set(Timer::RetryFetch, turn.now() + TRY_RENEWED);
                }
            }
        }
    }

    /// A token that does not live long is used up to the half of what is left of its life: asking at
    /// once would bring another such token, and so on.
    pub(super) fn ask_flex_before_end(&mut self, turn: &Turn) {
        if let Some(token) = &self.model.flex_token {
            let half = turn.now() + token.expires_at.since(turn.now()) / 2;
            let at = token.expires_at.earlier(ASK_BEFORE_END).max(half);
            self.model.timers.set(Timer::AskFlexAgain, at);
        }
    }

    /// Asks the plugins for a Flex token: `CONFIGURED` makes them send the one that Flex has now.
    pub(super) fn ask_flex(&self, turn: &mut Turn) {
        for (port, _) in self.model.tabs.accepted() {
            turn.order(Effect::ToFlex { port, message: ToPage::Configured });
        }
    }

    pub(super) fn ask_flex_later(&mut self, failures: u32, turn: &Turn) {
        let at = turn.now() + ASK_AGAIN.delay(failures, turn.at.jitter);
        self.model.timers.set(Timer::AskFlexAgain, at);
    }

    pub(super) fn ask_flex_again(&mut self, turn: &mut Turn) {
        self.ask_flex(turn);
        self.ask_flex_later(self.model.fetch.failures().max(1), turn);
        if matches!(self.model.fetch, Fetch::Refused { .. }) {
            // What was wrong may have been the Function's set-up, and may be mended.
            self.fetch_voice_token(turn);
        }
    }

    /// Flex's token has ended, or nobody is signed in: back to waiting for Flex, but never during a
    /// call.
    pub(super) fn settle_flex(&mut self, turn: &mut Turn) {
        let now = turn.now();
        let ended = self.model.flex_token.as_ref().is_some_and(|token| {
            token.expires_at <= now || token.signed_out && !self.model.tabs.has_token(now)
        });
        let idle = self.model.call.is_none();
        if ended && idle {
            let signed_out = self.model.flex_token.as_ref().is_some_and(|it| it.signed_out);
            self.begin_anew(turn);
            if !signed_out {
                self.flex_session_has_ended(turn);
            }
        }
        let known = self.model.tabs.0.iter().any(|tab| matches!(tab.plugin, Plugin::Accepted(_)));
        if self.model.flex_token.is_none() && self.model.account.is_some() && !known && idle {
            // The tab that configured the client is gone before its token came. While there is a
            // call the account is the call's: no page of another one is to have it.
            self.configure_from_tabs(turn);
        }
        let asks = self.model.timers.get(Timer::AskFlexAgain).is_some();
        let silent = self.model.flex_token.is_none() && self.model.tabs.count_accepted() > 0;
        if silent && !asks {
            self.ask_flex_later(1, turn);
        }
    }

    /// Lets the tabs configure again, the one that came first at first, one that is away last.
    pub(super) fn configure_from_tabs(&mut self, turn: &mut Turn) {
        self.model.flex_token = None;
        self.model.timers.cancel(Timer::FlexTokenExpires);
        self.model.timers.cancel(Timer::AskFlexAgain);
        let tabs = &mut self.model.tabs.0;
        let first = tabs
            .iter()
            .filter(|tab| tab.port.is_some())
            .chain(tabs.iter())
            .find_map(|tab| tab.plugin.account())
            .cloned();
        self.model.account.clone_from(&first);
        let Some(account) = first else { return };
        for tab in tabs.iter_mut() {
            tab.plugin = match mem::replace(&mut tab.plugin, Plugin::Silent) {
                unsaid @ (Plugin::Silent | Plugin::Remembered(_)) => unsaid,
                Plugin::Accepted(it) | Plugin::Rejected(it) => Plugin::judge(it, &account),
            };
        }
        let ports: Vec<_> = self.model.tabs.open().filter_map(|tab| tab.port).collect();
        for port in ports {
            self.answer_configure(port, turn);
        }
    }
}
