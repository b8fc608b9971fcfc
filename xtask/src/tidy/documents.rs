//! Documents: what they point at is there.

use super::Tracked;

/// Links to files that are not there. `there` knows paths from the checkout's root.
pub(super) fn dead_links(files: &[Tracked], there: impl Fn(&str) -> bool) -> Vec<String> {
    let mut breaks = Vec::new();
    for file in files.iter().filter(|it| it.ends_with(&["md"])) {
        let mut in_code = false;
        for (number, line) in file.lines() {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            }
            if in_code {
                continue;
            }
            for link in links(line) {
                let to = link.split('#').next().unwrap_or_default();
                if !to.is_empty() && !resolve(&file.path, to).is_some_and(|path| there(&path)) {
                    breaks.push(format!(
                        "{}:{number} links to {link}, which is not there",
                        file.path
                    ));
                }
            }
        }
    }
    breaks
}

/// The targets of a line's links and pictures, without those that lead out of the checkout.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
}

/// A link in a document, as a path from the root; nothing if it leads out of it.
fn resolve(document: &str, link: &str) -> Option<String> {
    let mut path: Vec<&str> = document.split('/').collect();
    path.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            name => path.push(name),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dead_links_are_found() {
        let text = "[a](../README.md#map) ![b](picture.png) [c](https://twilio.com) [d](#here)\n\
                    ```\n[not](a link)\n```\n[gone](gone.md) [out](../../out.md)\n";
        let there = |path: &str| ["README.md", "docs/picture.png"].contains(&path);
        let found = dead_links(&[Tracked::new("docs/A.md", text)], there);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("docs/A.md:5 links to gone.md"), "{found:?}");
    }
}
