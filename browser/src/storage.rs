//! `chrome.storage`.

use js_sys::{Array, Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::convert::settle;
use crate::{Error, sys, to_js};

/// One of Chrome's storage areas.
#[derive(Debug, Clone, Copy)]
pub enum Area {
    /// In memory, gone when the browser or the extension restarts, and not visible to content
    /// scripts.
    Session,
    /// On disk, until the extension is removed. Visible to content scripts unless they are
    /// [shut out](Self::shut_out_pages).
    Local,
    /// The person's, on every computer that they are signed in to Chrome on. Visible to content
    /// scripts, as is [`Managed`](Self::Managed): nothing is in them that a page may not know.
    Sync,
    /// An administrator's: can only be read.
    Managed,
}

impl Area {
    /// Keeps values, each under its key: all of them or none.
    pub async fn set(self, values: Vec<(&'static str, JsValue)>) -> Result<(), Error> {
        let items = Object::new();
        for (key, value) in values {
            Reflect::set(&items, &key.into(), &value)
                .map_err(|thrown| Error::new("Reflect.set", &thrown))?;
        }
        self.call("storage.set", |area| area.set(&items)).await?;
        Ok(())
    }

    /// The values under these keys, in their order; undefined where there is none.
    pub async fn get(self, keys: &[&str]) -> Result<Vec<JsValue>, Error> {
        let keys: Array = keys.iter().copied().map(JsValue::from).collect();
        let items = self.call("storage.get", |area| area.get(&keys)).await?;
        Ok(keys.iter().map(|key| Reflect::get(&items, &key).unwrap_or_default()).collect())
    }

    /// Hides it from content scripts, which share a process with their page.
    pub async fn shut_out_pages(self) -> Result<(), Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct AccessLevel {
            access_level: &'static str,
        }
        let level = to_js(&AccessLevel { access_level: "TRUSTED_CONTEXTS" })?;
        self.call("storage.setAccessLevel", |area| area.set_access_level(&level)).await?;
        Ok(())
    }

    async fn call(
        self,
        name: &'static str,
        call: impl Fn(&sys::StorageArea) -> Result<Promise, JsValue>,
    ) -> Result<JsValue, Error> {
        let promise = match self {
            Self::Session => sys::STORAGE_SESSION.with(call),
            Self::Local => sys::STORAGE_LOCAL.with(call),
            Self::Sync => sys::STORAGE_SYNC.with(call),
            Self::Managed => sys::STORAGE_MANAGED.with(call),
        };
        settle(name, promise).await
    }
}
