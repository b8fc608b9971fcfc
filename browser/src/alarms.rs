//! `chrome.alarms`: they wake a worker that Chrome has stopped.

use js_sys::{Object, Reflect};

use crate::convert::settle;
use crate::{Error, sys};

/// Fires every `minutes`, 0.5 at the least, until it is cleared. Replaces the alarm of that name.
pub async fn create_periodic(name: &str, minutes: f64) -> Result<(), Error> {
    let info = Object::new();
    Reflect::set(&info, &"periodInMinutes".into(), &minutes.into())
        .map_err(|thrown| Error::new("Reflect.set", &thrown))?;
    settle("alarms.create", sys::alarms_create(name, &info)).await?;
    Ok(())
}

/// Takes the alarm of that name away, if there is one.
pub async fn clear(name: &str) -> Result<(), Error> {
    settle("alarms.clear", sys::alarms_clear(name)).await?;
    Ok(())
}
