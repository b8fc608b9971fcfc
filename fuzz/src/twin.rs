//! Whether a secret shows: the same is done twice, with other secrets, and nobody may see a
//! difference.

use voice_client_core::protocol::{Configure, FromPage};
use voice_client_core::{Digits, Secret, TokenUrl};

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// With the secrets as they are.
    First,
    /// With others of the same length and kind.
    Second,
}

impl Twin {
    /// The secret for this one. Two that differ do so in both.
    pub fn secret(self, text: &str) -> String {
        match self {
            Self::First => text.to_owned(),
            Self::Second => disguised(text),
        }
    }

    /// What a page says, with the secrets for this one in it.
    pub fn says(self, message: FromPage) -> FromPage {
        match message {
            FromPage::Configure(it) => {
                let url = self.url(&it.voice_client_token_generator_url);
                FromPage::Configure(Configure { voice_client_token_generator_url: url, ..it })
            }
            FromPage::FlexToken(mut it) => {
                it.token = Secret::new(self.secret(it.token.expose()));
                FromPage::FlexToken(it)
            }
            FromPage::SendDtmfDigits { digits, call_sid } => {
                FromPage::SendDtmfDigits { digits: self.digits(&digits), call_sid }
            }
            said @ (FromPage::SignedOut
            | FromPage::HangUpCall { .. }
            | FromPage::SetMuted { .. }
            | FromPage::SetAudioDevice { .. }) => said,
        }
    }

    /// Where a Function is everybody may know, and not what else is in its URL.
    fn url(self, url: &TokenUrl) -> TokenUrl {
        let text = url.as_str();
        let path = text.match_indices(['/', '?', '#']).map(|(at, _)| at).find(|at| *at > 7);
        let (host, path) = text.split_at(path.unwrap_or(text.len()));
        TokenUrl::parse(format!("{host}{}", self.secret(path))).unwrap_or_else(|_| url.clone())
    }

    fn digits(self, digits: &Digits) -> Digits {
        // A `w` is a pause, and no secret.
        let runs: Vec<_> = digits.as_str().split('w').map(|run| self.secret(run)).collect();
        Digits::parse(runs.join("w")).unwrap_or_else(|_| digits.clone())
    }
}

/// Another text of the same length: each letter and each digit is another one of its kind.
pub fn disguised(text: &str) -> String {
    let next = |c: u8, first: u8, count: u8| char::from((c - first + 1) % count + first);
    let other = |c: char| match c {
        'a'..='z' => next(c as u8, b'a', 26),
        'A'..='Z' => next(c as u8, b'A', 26),
        '0'..='9' => next(c as u8, b'0', 10),
        _ => c,
    };
    text.chars().map(other).collect()
}
