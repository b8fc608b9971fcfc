//! From text to a tree.

use super::Json;

impl Json {
    /// Reads a text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
