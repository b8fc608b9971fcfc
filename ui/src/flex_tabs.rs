//! How many Flex tabs there are, in words.

use voice_client_core::View;
use voice_client_texts as texts;

/// How many Flex tabs are open, and how many of these run the plugin.
pub fn flex_tabs(view: &View) -> String {
    let (open, plugin) = (view.flex_tabs.to_string(), view.flex_tabs_with_plugin.to_string());
    match (view.flex_tabs, view.flex_tabs_with_plugin) {
        (0, _) => texts::TABS_NONE.text(),
        (all, these) if all == these => texts::tabs_open(&open),
        (_, 0) => texts::tabs_without_plugin(&open),
        (_, _) => texts::tabs_with_plugin(&open, &plugin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::tests::ready;

    #[test]
    fn tabs_without_the_plugin_are_told_apart() {
        let tabs = |open, plugin| {
            flex_tabs(&View { flex_tabs: open, flex_tabs_with_plugin: plugin, ..ready() })
        };
        assert_eq!(tabs(0, 0), "None open");
        assert_eq!(tabs(2, 2), "2 open");
        assert_eq!(tabs(2, 1), "2 open, 1 with the plugin");
        assert_eq!(tabs(1, 0), "1 open, none with the plugin");
    }
}
