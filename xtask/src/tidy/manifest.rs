//! `manifest.json` asks for as little as possible.

use serde_json::{Value, json};

/// Everything that the extension may do, and where.
fn granted() -> [(&'static str, Value); 4] {
    let hosts = json!(["https://flex.twilio.com/*", "http://localhost:3000/*"]);
    [
        ("/permissions", json!(["alarms", "notifications", "offscreen", "scripting", "storage"])),
        ("/host_permissions", hosts.clone()),
        ("/content_scripts/0/matches", hosts),
        ("/content_scripts/1", Value::Null),
    ]
}

/// What no page of ours needs, and what would widen the extension's reach.
const NEVER: [&str; 5] = [
    "externally_connectable",
    "optional_host_permissions",
    "optional_permissions",
    "web_accessible_resources",
    "declarative_net_request",
];

pub(super) fn excess(manifest: &str) -> Vec<String> {
    let manifest: Value = match serde_json::from_str(manifest) {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("manifest.json can't be read: {error}")],
    };
    let mut breaks = Vec::new();
    for (pointer, granted) in granted() {
        let asked = manifest.pointer(pointer).unwrap_or(&Value::Null);
        if *asked != granted {
            breaks.push(format!("manifest.json{pointer} is {asked}, and should be {granted}"));
        }
    }
    for key in NEVER.iter().filter(|key| !manifest[**key].is_null()) {
        breaks.push(format!("manifest.json has {key}, which nothing here needs"));
    }
    let policy = manifest.pointer("/content_security_policy/extension_pages");
    let scripts = policy.and_then(Value::as_str).unwrap_or_default().split(';');
    let scripts = scripts.map(str::trim).find(|it| it.starts_with("script-src"));
    if scripts != Some("script-src 'self' 'wasm-unsafe-eval'") {
        breaks.push(format!("manifest.json lets pages run other scripts than ours: {scripts:?}"));
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut manifest = serde_json::from_str(include_str!("../../../manifest.json")).unwrap();
        change(&mut manifest);
        excess(&manifest.to_string())
    }

    #[test]
    fn what_ships_asks_for_no_more() {
        assert_eq!(manifest(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn more_than_needed_is_found() {
        assert_eq!(manifest(|it| it["permissions"] = json!(["tabs"])).len(), 1);
        assert_eq!(manifest(|it| it["host_permissions"] = json!(["<all_urls>"])).len(), 1);
        assert_eq!(manifest(|it| it["web_accessible_resources"] = json!([])).len(), 1);
        let policy = json!({ "extension_pages": "script-src 'self' 'unsafe-eval'" });
        assert_eq!(manifest(|it| it["content_security_policy"] = policy).len(), 1);
    }
}
