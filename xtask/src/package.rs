//! A zip of the extension, as the Chrome Web Store takes it.

use std::fs::{self, File};
use std::io::Write;

use anyhow::{Context, Result};
use walkdir::WalkDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::workspace::Workspace;

/// Zips `dist/extension`. The same files make the same bytes.
pub(crate) fn package(workspace: &Workspace) -> Result<()> {
    let extension = workspace.extension();
    let name = format!("flex-voice-client-{}.zip", env!("CARGO_PKG_VERSION"));
    let file = extension.with_file_name(name);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(File::create(&file)?);
    for entry in WalkDir::new(&extension).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&extension)?;
            zip.start_file(name.to_str().context("a file name that is not Unicode")?, options)?;
            zip.write_all(&fs::read(entry.path())?)?;
        }
    }
    zip.finish()?;
    println!(
        "{}: {} KB",
        workspace.shorten(&file).display(),
        file.metadata()?.len().div_ceil(1000)
    );
    Ok(())
}
