//! What outlives the browser, and an update of the extension.

use serde::{Deserialize, Serialize};

use crate::timers::Timer;
use crate::{AccountSid, CallSid, CallState, Caller, ChosenDevices, Mic, Ticket, Time};

use super::flex::{KeptTab, Tabs};
use super::model::{Call, LetIn, Model, Stage};
use super::rescue::RESCUE_TIMEOUT;

/// What outlives the browser, and an update of the extension. A newer build reads it: it is written
/// with names, and what is missing in it has its default.
///
/// It holds no token, but for the one that takes a call up, for as long as there is one. Without a
/// voice token of the same identity that one is of no use.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    devices: ChosenDevices,
    tabs: Vec<KeptTab>,
    /// When the process that the extension runs in crashes, Chrome forgets all but this.
    call: Option<Box<KeptCall>>,
}

/// What it takes to take a call up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptCall {
    /// Whose call it is: no page of another account may come first and have it.
    #[serde(default)]
    account: Option<AccountSid>,
    call_sid: CallSid,
    caller: Caller,
    ticket: Ticket,
    mic: Mic,
    started_at: Option<Time>,
    #[serde(default)]
    let_in: LetIn,
    #[serde(default)]
    alive_at: Option<Time>,
    /// The agent wants no more of it.
    #[serde(default)]
    hung_up: bool,
}

impl KeptCall {
    fn of(model: &Model) -> Option<Self> {
        let call = model.call.as_ref()?;
        match call.stage {
            Stage::Taken(_) | Stage::Lost | Stage::HungUp | Stage::Ending { .. } => Some(Self {
                account: model.account.clone(),
                call_sid: call.call_sid.clone(),
                caller: call.caller.clone(),
                ticket: call.ticket.clone()?,
                mic: call.wanted_mic.unwrap_or(call.mic),
                started_at: call.started_at,
                let_in: call.let_in.min(LetIn::Once),
                alive_at: call.alive_at,
                hung_up: call.state() == CallState::Ending,
            }),
            // Nobody has it yet.
            Stage::Offered => None,
        }
    }
}

impl From<KeptCall> for Call {
    fn from(kept: KeptCall) -> Self {
        Self {
            caller: kept.caller,
            stage: if kept.hung_up { Stage::HungUp } else { Stage::Lost },
            mic: kept.mic,
            started_at: kept.started_at,
            let_in: kept.let_in,
            alive_at: kept.alive_at,
            ..Self::new(kept.call_sid, Some(kept.ticket))
        }
    }
}

impl From<&Model> for Kept {
    fn from(model: &Model) -> Self {
        Self {
            devices: model.chosen_devices.clone(),
            tabs: model.tabs.keep(),
            call: KeptCall::of(model).map(Box::new),
        }
    }
}

impl Model {
    /// A new beginning with what was kept.
    pub(super) fn anew(kept: Kept, now: Time) -> Self {
        let mut model = Self::default();
        // Pages that have seen views of the extension before its update take no smaller number.
        model.revision = now.as_millis();
        model.chosen_devices = kept.devices;
        model.tabs = Tabs::remembered(kept.tabs);
        if let Some(call) = kept.call {
            model.account.clone_from(&call.account);
            model.call = Some((*call).into());
            model.timers.set(Timer::ConnectTimeout, now + RESCUE_TIMEOUT);
        }
        model
    }
}
