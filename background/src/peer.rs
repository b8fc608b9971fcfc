//! Who is at the other end of a Port: the browser says so, never the message.

use voice_client_browser::runtime::Manifest;
use voice_client_browser::{Sender, runtime};
use voice_client_core::{DocumentId, TabId, protocol::port};

/// Who is at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Peer {
    /// The content script in the top frame of a Flex tab.
    Flex {
        /// The tab.
        tab: TabId,
        /// The document in it.
        document: DocumentId,
    },
    /// The offscreen document.
    Offscreen,
    /// A page that shows the view and says what the person wants: popup or welcome page.
    Viewer,
}

/// This extension, as the browser sees it.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    id: String,
    origin: String,
    offscreen_url: String,
    popup_url: String,
    welcome_url: String,
    flex_origins: Vec<String>,
}

impl Own {
    /// What the browser says.
    pub(crate) fn read() -> Self {
        Self {
            id: runtime::id().unwrap_or_default(),
            origin: runtime::url("").trim_end_matches('/').to_owned(),
            offscreen_url: runtime::url("offscreen.html"),
            popup_url: runtime::url("popup.html"),
            welcome_url: runtime::url("welcome.html"),
            flex_origins: flex_origins(&runtime::manifest()),
        }
    }

    /// Who opened a Port of this name; nobody if it is not one of ours.
    pub(crate) fn identify(&self, name: &str, sender: &Sender) -> Option<Peer> {
        if sender.id.as_deref() != Some(&*self.id) {
            return None;
        }
        match name {
            port::FLEX => self.flex(sender),
            port::OFFSCREEN => self.is(&self.offscreen_url, sender).then_some(Peer::Offscreen),
            port::POPUP => self.is(&self.popup_url, sender).then_some(Peer::Viewer),
            port::WELCOME => self.is(&self.welcome_url, sender).then_some(Peer::Viewer),
            _ => None,
        }
    }

    fn flex(&self, sender: &Sender) -> Option<Peer> {
        let is_flex = self.flex_origins.contains(sender.origin.as_ref()?);
        let is_top = sender.frame_id == Some(0);
        let tab = TabId(sender.tab.as_ref()?.id?);
        let document = DocumentId::parse(sender.document_id.clone()?).ok()?;
        (is_flex && is_top).then_some(Peer::Flex { tab, document })
    }

    /// Whether the sender is this page of ours; a query or a fragment makes no other page of it. The
    /// renderer says the URL, and the browser knows the origin.
    fn is(&self, page: &str, sender: &Sender) -> bool {
        let url = sender.url.as_deref().unwrap_or_default();
        url.split(['?', '#']).next() == Some(page)
            && sender.origin.as_deref() == Some(&*self.origin)
    }
}

/// The origins of the manifest's match patterns, `https://host/*` each.
fn flex_origins(manifest: &Manifest) -> Vec<String> {
    let patterns = manifest.flex_pages();
    patterns.iter().filter_map(|pattern| pattern.strip_suffix("/*")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use voice_client_browser::Tab;
    use voice_client_browser::runtime::ContentScript;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn own() -> Own {
        Own {
            id: "own".into(),
            origin: "chrome-extension://own".into(),
            offscreen_url: "chrome-extension://own/offscreen.html".into(),
            popup_url: "chrome-extension://own/popup.html".into(),
            welcome_url: "chrome-extension://own/welcome.html".into(),
            flex_origins: flex_origins(&Manifest {
                version: String::new(),
                content_scripts: vec![ContentScript {
                    matches: vec!["https://flex.twilio.com/*".into()],
                    js: vec![],
                }],
            }),
        }
    }

    fn flex() -> Sender {
        Sender {
            id: Some("own".into()),
            url: Some("https://flex.twilio.com/agent-desktop".into()),
            origin: Some("https://flex.twilio.com".into()),
            document_id: Some("D1".into()),
            frame_id: Some(0),
            tab: Some(Tab { id: Some(7), window_id: Some(1) }),
        }
    }

    fn page(url: &str) -> Sender {
        let origin = Some("chrome-extension://own".into());
        Sender { id: Some("own".into()), url: Some(url.into()), origin, ..Sender::default() }
    }

    #[test]
    fn the_top_frame_of_a_flex_tab_is_flex() {
        let document = DocumentId::parse("D1").unwrap();
        assert_eq!(own().identify("flex", &flex()), Some(Peer::Flex { tab: TabId(7), document }));
    }

    #[test]
    fn nobody_else_is_flex() {
        let strangers = [
            Sender { id: Some("other".into()), ..flex() },
            Sender { id: None, ..flex() },
            Sender { origin: Some("https://flex.twilio.com.evil.example".into()), ..flex() },
            Sender { origin: Some("null".into()), ..flex() },
            Sender { frame_id: Some(3), ..flex() },
            Sender { tab: None, ..flex() },
            page("chrome-extension://own/popup.html"),
        ];
        for stranger in strangers {
            assert_eq!(own().identify("flex", &stranger), None, "{stranger:?}");
        }
    }

    #[test]
    fn a_name_alone_makes_nobody_a_page_of_ours() {
        let popup = page("chrome-extension://own/popup.html#x");
        assert_eq!(own().identify("popup", &popup), Some(Peer::Viewer));
        assert_eq!(own().identify("offscreen", &popup), None);
        assert_eq!(own().identify("welcome", &popup), None);
        let welcome = page("chrome-extension://own/welcome.html");
        assert_eq!(own().identify("welcome", &welcome), Some(Peer::Viewer));
        assert_eq!(own().identify("popup", &welcome), None);
        assert_eq!(own().identify("popup", &flex()), None);
        assert_eq!(own().identify("offscreen", &flex()), None);
        let alike = page("https://example.com/chrome-extension://own/popup.html");
        assert_eq!(own().identify("popup", &alike), None);
        let liar = Sender { url: popup.url, ..flex() };
        assert_eq!(own().identify("popup", &liar), None);
    }
}
