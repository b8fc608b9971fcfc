//! `chrome.alarms`: they wake a worker that Chrome has stopped.

use serde::Serialize;

use crate::convert::settle;
use crate::{Error, sys, to_js};

/// Fires every `minutes`, 0.5 at the least, until it is cleared. Replaces the alarm of that name.
pub async fn create_periodic(name: &str, minutes: f64) -> Result<(), Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct AlarmCreateInfo {
        period_in_minutes: f64,
    }
    let info = to_js(&AlarmCreateInfo { period_in_minutes: minutes })?;
    settle("alarms.create", sys::alarms_create(name, &info)).await?;
    Ok(())
}

/// Takes the alarm of that name away, if there is one.
pub async fn clear(name: &str) -> Result<(), Error> {
    settle("alarms.clear", sys::alarms_clear(name)).await?;
    Ok(())
}
