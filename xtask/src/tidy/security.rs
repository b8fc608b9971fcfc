//! The threat model: each threat is answered by a test that is there, each permission has its reason.

use serde_json::Value;

use super::Tracked;

/// The threat model.
const DOCUMENT: &str = "docs/SECURITY.md";

/// What runs a whole target, and not a test by its name.
const FUZZ_TARGETS: &str = "fuzz/targets";

/// Threats without a test, and tests that are not there. A test is named as `file: name`.
pub(super) fn missing_tests(files: &[Tracked]) -> Vec<String> {
    let mut breaks = Vec::new();
    let mut in_threats = false;
    for (number, line) in document(files).into_iter().flat_map(Tracked::lines) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let tests = match cells[..] {
            ["", .., "test", ""] => {
                in_threats = true;
                continue;
            }
            ["", .., tests, ""] if in_threats && !tests.starts_with("---") => tests,
            ["", .., ""] => continue,
            _ => {
                in_threats = false;
                continue;
            }
        };
        let named: Vec<_> = spans(tests).collect();
        if named.is_empty() {
            breaks.push(format!("{DOCUMENT}:{number} names no test"));
        }
        let gone = named.into_iter().filter(|test| !is_there(files, test));
        breaks.extend(gone.map(|test| format!("{DOCUMENT}:{number}: there is no test {test}")));
    }
    breaks
}

/// What the manifest asks for without a reason in the document's table.
pub(super) fn permissions(files: &[Tracked], manifest: &str) -> Vec<String> {
    let manifest: Value = serde_json::from_str(manifest).unwrap_or_default();
    let asked = ["permissions", "host_permissions"].map(|key| manifest[key].as_array());
    let asked = asked.into_iter().flatten().flatten().filter_map(Value::as_str);
    let has_reason = |asked: &str| {
        let row = format!("| `{asked}` | ");
        document(files).is_some_and(|it| it.lines().any(|(_, line)| line.starts_with(&row)))
    };
    asked
        .filter(|asked| !has_reason(asked))
        .map(|asked| format!("{DOCUMENT} does not say why the manifest asks for {asked}"))
        .collect()
}

fn document(files: &[Tracked]) -> Option<&Tracked> {
    files.iter().find(|it| it.path == DOCUMENT)
}

/// What stands between backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_there(files: &[Tracked], test: &str) -> bool {
    let (path, name) = test.split_once(": ").unwrap_or((test, ""));
    let Some(file) = files.iter().find(|it| it.path == path) else { return false };
    if name.is_empty() {
        return file.is_in(FUZZ_TARGETS);
    }
    // As a function, and as a title.
    let forms = [format!("fn {name}("), format!("test(\"{name}"), format!("test(`{name}")];
    file.lines().any(|(_, line)| forms.iter().any(|form| line.contains(form.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(document: &str) -> [Tracked; 4] {
        [
            Tracked::new(DOCUMENT, document),
            Tracked::new("core/a.rs", "#[test]\nfn it_holds() {}\n"),
            Tracked::new("e2e/b.spec.ts", "test(\"it holds too\", async () => {});\n"),
            Tracked::new("fuzz/targets/c.rs", ""),
        ]
    }

    #[test]
    fn only_threats_without_a_test_are_found() {
        let text = "| threat | answer | test |\n|---|---|---|\n\
                    | a | b | `core/a.rs: it_holds`, `e2e/b.spec.ts: it holds too` |\n\
                    | a `b` | c | `fuzz/targets/c.rs` |\n\
                    | a | b | |\n\
                    | a | b | `core/a.rs: it_does_not`, `core/gone.rs: it_holds`, `core/a.rs` |\n\
                    \n| other | table |\n|---|---|\n| a | b |\n";
        let found = missing_tests(&files(text));
        let [without, wrong @ ..] = &found[..] else { panic!("{found:?}") };
        assert_eq!(without, "docs/SECURITY.md:5 names no test");
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong.iter().all(|it| it.starts_with("docs/SECURITY.md:6:")), "{wrong:?}");
    }

    #[test]
    fn a_permission_without_a_reason_is_found() {
        let files = files("| `storage` | what outlives a worker |\n");
        let manifest = |permissions: &str| format!("{{ \"permissions\": [{permissions}] }}");
        assert!(permissions(&files, &manifest("\"storage\"")).is_empty());
        assert_eq!(permissions(&files, &manifest("\"storage\", \"tabs\"")).len(), 1);
    }
}
