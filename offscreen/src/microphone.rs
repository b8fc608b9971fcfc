//! Whether the microphone is allowed and there, watched without opening it.

use std::rc::Rc;

use js_sys::Array;
use serde::Serialize;
use voice_client_browser::to_js;
use voice_client_core::Microphone;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaDeviceInfo, MediaDeviceKind, PermissionState, PermissionStatus};

use crate::capture::devices;

/// Tells what is known of the microphone, at first and whenever it may have changed.
pub(crate) struct MicrophoneWatch {
    _on_change: Rc<Closure<dyn Fn()>>,
}

impl MicrophoneWatch {
    /// Looks, and goes on looking for the document's life.
    pub(crate) fn start(tell: impl Fn(Microphone) + 'static) -> Self {
        let tell = Rc::new(tell);
        let on_change: Rc<Closure<dyn Fn()>> = Rc::new(Closure::new(move || {
            let tell = Rc::clone(&tell);
            spawn_local(async move { tell(look().await.unwrap_or_default()) });
        }));
        let listener = Rc::clone(&on_change);
        spawn_local(async move {
            let function = listener.as_ref().as_ref().unchecked_ref::<js_sys::Function>();
            if let Some(status) = permission().await {
                status.set_onchange(Some(function));
                // An event handler alone does not keep the object alive.
                std::mem::forget(status);
            }
            if let Some(devices) = devices() {
                devices.set_ondevicechange(Some(function));
            }
            drop(function.call0(&wasm_bindgen::JsValue::NULL));
        });
        Self { _on_change: on_change }
    }
}

async fn permission() -> Option<PermissionStatus> {
    #[derive(Serialize)]
    struct Descriptor {
        name: &'static str,
    }
    let descriptor = to_js(&Descriptor { name: "microphone" }).ok()?;
    let permissions = web_sys::window()?.navigator().permissions().ok()?;
    let status = permissions.query(descriptor.unchecked_ref()).ok()?;
    Some(JsFuture::from(status).await.ok()?.unchecked_into())
}

async fn look() -> Option<Microphone> {
    let microphone = match permission().await?.state() {
        PermissionState::Granted if has_microphone().await? => Microphone::Granted,
        PermissionState::Granted => Microphone::Missing,
        PermissionState::Prompt => Microphone::NotAsked,
        PermissionState::Denied => Microphone::Denied,
        _ => Microphone::Unknown,
    };
    Some(microphone)
}

async fn has_microphone() -> Option<bool> {
    let found = JsFuture::from(devices()?.enumerate_devices().ok()?).await.ok()?;
    Some(Array::from(&found).iter().any(|device| {
        device.unchecked_into::<MediaDeviceInfo>().kind() == MediaDeviceKind::Audioinput
    }))
}
