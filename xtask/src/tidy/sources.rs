//! What is tracked, and what is written in it.

use super::Tracked;

/// The contexts whose decisions `core` takes.
const SHELLS: [&str; 10] = [
    "background",
    "browser",
    "content",
    "offscreen",
    "pages",
    "popup",
    "shells",
    "texts",
    "ui",
    "welcome",
];

/// The scripts that are written by hand in them. Most start a wasm, and decide only what is to be
/// done when it has trapped; one is there for as long as the popup has no wasm yet; and the relay in
/// Flex pages has none.
const SCRIPTS: [&str; 11] = [
    "background/worker.js",
    "content/activation.ts",
    "content/check.ts",
    "content/content.test.ts",
    "content/content.ts",
    "content/flood.ts",
    "content/presses.ts",
    "content/protocol.ts",
    "offscreen/offscreen.js",
    "pages/pages.js",
    "popup/last-look.js",
];

/// Folders at the root of somebody's machine.
const MACHINE_FOLDERS: [&str; 5] = ["home", "root", "tmp", "Users", "work"];

/// Folders that are built.
const BUILT: [&str; 5] = ["target", "dist", "node_modules", "test-results", "playwright-report"];

/// The biggest file that is worth tracking, in bytes.
const BIGGEST: usize = 1_000_000;

/// Scripts where none is expected.
pub(super) fn scripts(files: &[Tracked]) -> Vec<String> {
    let unexpected = files.iter().filter(|file| {
        file.ends_with(&["js", "mjs", "cjs", "ts", "tsx"])
            && SHELLS.iter().any(|folder| file.is_in(folder))
            && !SCRIPTS.contains(&file.path.as_str())
    });
    unexpected.map(|it| format!("{} is a script: write it in Rust", it.path)).collect()
}

/// Where the content script speaks to a console that is the page's.
pub(super) fn console(files: &[Tracked]) -> Vec<String> {
    let sources = files.iter().filter(|it| it.is_in("content") && it.ends_with(&["ts", "js"]));
    lines_with(sources, |line| line.contains("console."))
        .map(|place| format!("{place} writes to the page's console: the page reads it"))
        .collect()
}

/// Where a path only makes sense on one machine.
pub(super) fn machine_paths(files: &[Tracked]) -> Vec<String> {
    lines_with(files.iter(), names_machine_folder)
        .map(|place| format!("{place} names a folder of one machine"))
        .collect()
}

fn names_machine_folder(line: &str) -> bool {
    MACHINE_FOLDERS.iter().any(|folder| {
        let path = format!("/{folder}/");
        line.match_indices(&path).any(|(at, _)| {
            // In a URL or a relative path, something comes before it.
            let before = line[..at].chars().next_back();
            !before.is_some_and(|it| it.is_alphanumeric() || "._-~*/})$".contains(it))
        })
    })
}

/// Where a lock file says which registry it was made with.
pub(super) fn registry_hosts(files: &[Tracked]) -> Vec<String> {
    let locks = files.iter().filter(|it| it.path.ends_with("package-lock.json"));
    lines_with(locks, |line| line.trim_start().starts_with("\"resolved\": \"http"))
        .map(|place| format!("{place} names a host: set npm's omit-lockfile-registry-resolved"))
        .collect()
}

/// What should be built instead of tracked, or not be there.
pub(super) fn ballast(files: &[Tracked]) -> Vec<String> {
    let built = files.iter().filter(|file| file.path.split('/').any(|part| BUILT.contains(&part)));
    let built = built.map(|file| format!("{} is built: ignore it", file.path));
    let huge = files.iter().filter(|file| file.bytes.len() > BIGGEST);
    let huge = huge.map(|file| format!("{} has {} bytes", file.path, file.bytes.len()));
    built.chain(huge).collect()
}

/// `path:line` of every line that `wanted` holds for.
fn lines_with<'f>(
    files: impl Iterator<Item = &'f Tracked>,
    wanted: impl Fn(&str) -> bool + Copy,
) -> impl Iterator<Item = String> {
    files.flat_map(move |file| {
        let found = file.lines().filter(move |(_, line)| wanted(line));
        found.map(|(number, _)| format!("{}:{number}", file.path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_beside_the_one_that_starts_the_wasm_is_found() {
        let files = ["background/worker.js", "background/policy.js", "content/content.ts"];
        let files = files.map(|path| Tracked::new(path, ""));
        assert_eq!(scripts(&files), ["background/policy.js is a script: write it in Rust"]);
    }

    #[test]
    fn a_console_in_the_content_script_is_found() {
        let file = Tracked::new("content/content.ts", "\nconsole.log(token);\n");
        assert!(console(&[file])[0].starts_with("content/content.ts:2 "));
    }

    #[test]
    fn a_folder_of_one_machine_is_found_and_a_url_is_not() {
        let home = format!("cd /{}/me", "home");
        assert!(names_machine_folder(&home));
        assert!(names_machine_folder(&format!("\"/{}/x.log\"", "tmp")));
        assert!(!names_machine_folder("https://example.com/work/1"));
        assert!(!names_machine_folder("target/tmp/x"));
        assert_eq!(machine_paths(&[Tracked::new("docs/A.md", &home)]).len(), 1);
    }

    #[test]
    fn a_host_in_a_lock_file_is_found() {
        let lock = "{\n  \"resolved\": \"https://registry.example/a.tgz\"\n}";
        assert_eq!(registry_hosts(&[Tracked::new("package-lock.json", lock)]).len(), 1);
        let local = "{\n  \"resolved\": \"vendor/a\"\n}";
        assert!(registry_hosts(&[Tracked::new("package-lock.json", local)]).is_empty());
    }

    #[test]
    fn what_is_built_or_huge_is_found() {
        let built = Tracked::new("popup/dist/popup.js", "");
        let huge = Tracked { path: "docs/film.mp4".into(), bytes: vec![0; BIGGEST + 1] };
        assert_eq!(ballast(&[built, huge, Tracked::new("docs/A.md", "")]).len(), 2);
    }
}
