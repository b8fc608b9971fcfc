//! What to make of what earlier workers have remembered.

/// How much of what was remembered a worker begins from.
///
/// What a worker traps on, the next one would trap on as well, and so on for ever. So less and less
/// is believed while one worker traps after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// All of it.
    Saved,
    /// What outlives the browser, and not the state of the last worker.
    Kept,
    /// None of it.
    Nothing,
}

impl Trust {
    /// How much, after so many traps in a row. One that comes while a worker wakes counts
    /// twice: it has to do with what was remembered.
    pub const fn after(traps: u32) -> Self {
        match traps {
            0 | 1 => Self::Saved,
            2 | 3 => Self::Kept,
            4.. => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_worker_traps_on_while_it_wakes_is_not_tried_again() {
        assert_eq!(Trust::after(0), Trust::Saved);
        assert_eq!(Trust::after(2), Trust::Kept);
        assert_eq!(Trust::after(4), Trust::Nothing);
    }

    #[test]
    fn a_trap_amid_work_does_not_cost_what_was_saved() {
        assert_eq!(Trust::after(1), Trust::Saved);
    }
}
