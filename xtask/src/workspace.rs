//! Where things are.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};

/// The target that the extension's Rust is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Has Cargo and rustc take what is unstable. `rust-toolchain.toml` names their version, so that it
/// stays what it is.
pub(crate) const UNSTABLE: &str = "RUSTC_BOOTSTRAP";

/// The checkout.
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The checkout that this program was started from.
    pub(crate) fn find() -> Result<Self> {
        let xtask = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = xtask.parent().context("xtask has no parent folder")?.to_owned();
        let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        Ok(Self { target: root.join(target), root })
    }

    /// The extension, ready for "Load unpacked".
    pub(crate) fn extension(&self) -> PathBuf {
        self.root.join("dist/extension")
    }

    /// The folder that [`crate::setup`] installs command-line tools into.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// `PATH` for child processes: the tools of this project first, npm's and ours.
    pub(crate) fn path(&self) -> Result<OsString> {
        let own = [self.tools().join("bin"), self.root.join("node_modules/.bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .context("a folder's name contains a colon, which PATH can't express")
    }

    /// What Cargo knows about the packages that the wasm target needs.
    pub(crate) fn metadata(&self) -> Result<Metadata> {
        MetadataCommand::new()
            .current_dir(&self.root)
            .other_options(["--filter-platform".into(), WASM.into()])
            .exec()
            .context("cargo metadata failed")
    }

    /// A path as people want to read it: relative to the checkout.
    pub(crate) fn shorten<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}
