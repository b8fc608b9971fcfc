//! `manifest.json` asks for as little as possible.

use serde_json::{Value, json};

/// Everything that the extension may do, and where.
fn granted() -> [(&'static str, Value); 3] {
    let hosts = json!(["https://flex.twilio.com/*", "http://localhost:3000/*"]);
    [
        ("/permissions", json!(["alarms", "notifications", "offscreen", "scripting", "storage"])),
        ("/host_permissions", hosts.clone()),
        // In top frames, and in a world of its own.
        (
            "/content_scripts",
            json!([{ "matches": hosts, "js": ["content.js"], "run_at": "document_start" }]),
        ),
    ]
}

/// What pages of the extension may load, and who may show them.
const POLICY: [&str; 9] = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "object-src 'self'",
    "style-src 'self'",
    "media-src 'self' blob: mediastream:",
    "connect-src 'self' https: wss://*.twilio.com http://localhost:* http://127.0.0.1:*",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
];

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
    let expected = json!({ "extension_pages": POLICY.join("; ") });
    let policy = &manifest["content_security_policy"];
    if *policy != expected {
        breaks.push(format!("manifest.json's policy is {policy}, and should be {expected}"));
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
        assert_eq!(manifest(|it| it["content_scripts"][0]["all_frames"] = json!(true)).len(), 1);
    }

    #[test]
    fn another_policy_is_found() {
        let policy = |pages: String| {
            manifest(|it| it["content_security_policy"] = json!({ "extension_pages": pages })).len()
        };
        assert_eq!(policy(POLICY.join("; ")), 0);
        assert_eq!(policy(POLICY.join("; ").replace("'wasm-unsafe-eval'", "'unsafe-eval'")), 1);
        assert_eq!(policy(format!("{}; script-src-elem *", POLICY.join("; "))), 1);
        assert_eq!(policy(POLICY[..8].join("; ")), 1, "whoever likes may show them in a frame");
    }
}
