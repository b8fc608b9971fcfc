//! What the client orders, one file for each thing that it works on.

mod badge;
mod fetch;
mod log;
mod notifications;
mod offscreen;
mod picture;
mod probe;
mod tabs;
mod voice;
mod wake;

use voice_client_core::Effect;
use wasm_bindgen_futures::spawn_local;

pub(crate) use self::badge::Badges;
pub(crate) use self::offscreen::OffscreenDocument;
pub(crate) use self::voice::Voice;
pub(crate) use self::wake::Waking;
use crate::settings;
use crate::shell::Shell;

impl Shell {
    /// Runs an effect; [`Effect::Save`] is not one for here, everything else waits for it.
    pub(crate) fn run(&self, effect: Effect) {
        match effect {
            Effect::Save(saved) => drop(saved),
            Effect::Keep(kept) => self.keep(kept),
            Effect::KeepChoice(choice) => {
                spawn_local(async move { settings::keep(choice).await });
            }
            Effect::FetchVoiceToken { attempt, url, flex_token, prefix, timeout } => {
                fetch::run(self, attempt, fetch::Order { url, flex_token, prefix, timeout });
            }
            Effect::ProbeNetwork { attempt } => probe::run(self, attempt),
            Effect::Register { attempt, token } => voice::register(self, attempt, &token),
            Effect::UpdateVoiceToken { token } => voice::update_token(self, &token),
            Effect::Unregister => voice::unregister(self),
            Effect::Reject { call_sid } => voice::reject(self, &call_sid),
            Effect::OpenOffscreen { fresh } => offscreen::open(self, fresh),
            Effect::CloseOffscreen => offscreen::close(self),
            Effect::ToOffscreen { port, order } => self.ports.borrow().send(port, &order),
            Effect::ToFlex { port, message } => self.ports.borrow().send_to_page(port, &message),
            Effect::ShowView(view) => self.ports.borrow().send_to_viewers(&view),
            Effect::ShowBadge(badge) => self.badges.show(badge),
            Effect::Notify(notification) => notifications::show(notification),
            Effect::Unnotify(topic) => notifications::take_back(topic),
            Effect::WakeAt(time) => wake::at(self, time),
            Effect::OpenWelcome => tabs::open_welcome(),
            Effect::OpenFlex { tab } => tabs::open_flex(tab),
            Effect::InjectContentScripts => tabs::inject_content_scripts(),
            Effect::Log(entry) => log::write(&entry),
            Effect::Reload => self.reload(),
        }
    }
}
