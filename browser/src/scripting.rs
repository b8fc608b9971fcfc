//! `chrome.scripting`.

use serde::Serialize;

use crate::convert::settle;
use crate::{Error, sys, to_js};

/// Runs bundled scripts in the top frame of a tab.
pub async fn execute(tab: u32, files: &[String]) -> Result<(), Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Injection<'a> {
        target: Target,
        files: &'a [String],
        inject_immediately: bool,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Target {
        tab_id: u32,
    }
    let target = Target { tab_id: tab };
    let injection = to_js(&Injection { target, files, inject_immediately: true })?;
    settle("scripting.executeScript", sys::scripting_execute_script(&injection)).await?;
    Ok(())
}
