//! `chrome.offscreen`: the one document without a window.

use serde::Serialize;

use crate::convert::settle;
use crate::{Error, sys, to_js};

/// Opens it; fails when there is one.
pub async fn create_document(
    url: &str,
    reasons: &[&str],
    justification: &str,
) -> Result<(), Error> {
    #[derive(Serialize)]
    struct CreateParameters<'a> {
        url: &'a str,
        reasons: &'a [&'a str],
        justification: &'a str,
    }
    let parameters = to_js(&CreateParameters { url, reasons, justification })?;
    settle("offscreen.createDocument", sys::offscreen_create_document(&parameters)).await?;
    Ok(())
}

/// Closes it; fails when there is none.
pub async fn close_document() -> Result<(), Error> {
    settle("offscreen.closeDocument", sys::offscreen_close_document()).await?;
    Ok(())
}
