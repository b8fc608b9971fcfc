//! Values that must not be seen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A token: it serialises into storage and onto Ports inside the extension, and prints as `…`
/// everywhere else. A record hides it by the name of this type.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_an_ellipsis_and_still_serialises() {
        let secret = Secret::new("eyJ.token".to_owned());
        assert_eq!(format!("{secret:?} {secret}"), "… …");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"eyJ.token\"");
    }
}
