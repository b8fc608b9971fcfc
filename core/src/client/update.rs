//! A newer version of the extension, which waits for a good moment.

use super::Client;

impl Client {
    /// Chrome has it and would wait until the browser is started again.
    pub(super) fn update_is_here(&mut self) {
        self.model.update_waits = true;
    }

    /// Whether now is the moment to reload the extension, which ends whatever it holds: never while
    /// there is a call or one rings.
    pub(super) fn settle_update(&mut self) -> bool {
        let is_free =
            self.model.call.is_none() && self.model.waiting.is_empty() && !self.is_parting();
        is_free && std::mem::take(&mut self.model.update_waits)
    }
}
