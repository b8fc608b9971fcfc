//! The protocol's types for TypeScript, written from core's: for the content script, and for the
//! plugin, which is built by itself.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fs;

use anyhow::{Context, Result, bail};
use ts_rs::{Config, TS, TypeVisitor};
use voice_client_core::protocol::{
    FromContent, FromPage, HeartbeatState, PROTOCOL, TAKE_OVER, ToPage,
};
use voice_client_core::{BARS_FROM_MOS, Identity};

use crate::workspace::Workspace;

const FILES: [&str; 2] = ["content/protocol.ts", "flex-plugin/src/protocol.ts"];

const HEADER: &str = "\
// What crosses the boundary between page and extension.
//
// Generated from the Rust types in `core` by `cargo xtask codegen`: edit those.
";

/// Writes the types, or only says whether they are up to date.
pub(crate) fn codegen(workspace: &Workspace, check: bool) -> Result<()> {
    let fresh = types();
    for name in FILES {
        let file = workspace.root.join(name);
        if !check {
            fs::create_dir_all(file.parent().context("a file at the root of the disk")?)?;
            fs::write(&file, &fresh)?;
            println!("{name} is written");
        } else if fs::read_to_string(&file).ok().as_deref() != Some(&fresh) {
            bail!("{name} is out of date: run `cargo xtask codegen`");
        }
    }
    Ok(())
}

/// Every message, and everything that one is made of.
fn types() -> String {
    let mut types = Types { config: Config::new().with_large_int("number"), ..Types::default() };
    types.visit::<FromPage>();
    types.visit::<ToPage>();
    types.visit::<FromContent>();
    // `Heartbeat` names them in a type that is written by hand.
    types.visit::<HeartbeatState>();
    types.visit::<Identity>();
    let declarations: Vec<_> = types.declarations.into_values().collect();
    let text = format!(
        "{HEADER}\n\
        /** The version of the protocol. */\nexport const PROTOCOL = {PROTOCOL};\n\n\
        /** The event on the document when a content script starts there. */\n\
        export const TAKE_OVER = \"{TAKE_OVER}\";\n\n\
        /** From which mean opinion scores on, in hundredths, a connection has one bar more. */\n\
        export const BARS_FROM_MOS = {BARS_FROM_MOS:?};\n\n{}",
        declarations.join("\n")
    );
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[derive(Default)]
struct Types {
    config: Config,
    seen: HashSet<TypeId>,
    /// By name, so that the order is always the same.
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only types that would be written to a file have a declaration; the rest is built in.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&self.config));
            self.declarations.insert(T::ident(&self.config), declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_type_that_a_message_is_made_of_is_declared() {
        let types = super::types();
        for name in
            ["FromPage", "ToPage", "FromContent", "HeartbeatState", "ProblemCode", "CallSid"]
        {
            assert!(types.contains(&format!("export type {name} =")), "{name}:\n{types}");
        }
    }
}
