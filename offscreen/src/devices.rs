//! Microphones and speakers: which there are, watched without opening one, and which are wanted.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function};
use serde::Serialize;
use voice_client_browser::to_js;
use voice_client_core::{ChosenDevices, DeviceKind, DeviceLabel, Microphone, OfferedDevices};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaDeviceInfo, MediaDeviceKind, MediaDevices, PermissionState, PermissionStatus};

/// Chrome's ids of devices that stand for others, and are never chosen by their label.
const ALIASES: [&str; 2] = ["default", "communications"];

/// What this document sees.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Whether the microphone is allowed and there.
    pub(crate) microphone: Microphone,
    devices: Vec<Device>,
}

#[derive(Debug, Clone)]
struct Device {
    kind: DeviceKind,
    label: DeviceLabel,
    id: String,
}

impl Seen {
    /// The labels; of devices that have the same, one.
    pub(crate) fn offered(&self) -> OfferedDevices {
        let mut offered = OfferedDevices::default();
        for device in &self.devices {
            let labels = match device.kind {
                DeviceKind::Input => &mut offered.inputs,
                DeviceKind::Output => &mut offered.outputs,
            };
            if !labels.contains(&device.label) {
                labels.push(device.label.clone());
            }
        }
        offered
    }
}

/// The devices that the audio is to go through.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    seen: RefCell<Seen>,
    labels: RefCell<ChosenDevices>,
}

impl Wanted {
    /// Follows what is seen: the id of a device may be another one when it is back.
    pub(crate) fn see(&self, seen: Seen) {
        self.seen.replace(seen);
    }

    /// Wants this device; none is the system's default.
    pub(crate) fn set(&self, kind: DeviceKind, label: Option<DeviceLabel>) {
        let labels = self.labels.take();
        self.labels.replace(labels.with(kind, label));
    }

    /// The id of the device that is wanted; none is the system's default.
    pub(crate) fn id(&self, kind: DeviceKind) -> Option<String> {
        let labels = self.labels.borrow();
        let label = labels.of(kind)?;
        let seen = self.seen.borrow();
        let device = seen.devices.iter().find(|it| it.kind == kind && it.label == *label)?;
        Some(device.id.clone())
    }
}

/// Tells what is seen, at first and whenever it may have changed.
pub(crate) struct DeviceWatch {
    look: Rc<Closure<dyn Fn()>>,
}

impl DeviceWatch {
    /// Looks, and goes on looking for the document's life.
    pub(crate) fn start(tell: impl Fn(Seen) + 'static) -> Self {
        let tell = Rc::new(tell);
        let watch = Self {
            look: Rc::new(Closure::new(move || {
                let tell = Rc::clone(&tell);
                spawn_local(async move { tell(look().await.unwrap_or_default()) });
            })),
        };
        let listener = Rc::clone(&watch.look);
        spawn_local(async move {
            let function = function(&listener);
            if let Some(status) = permission().await {
                status.set_onchange(Some(function));
                // An event handler alone does not keep the object alive.
                std::mem::forget(status);
            }
            if let Some(devices) = media_devices() {
                devices.set_ondevicechange(Some(function));
            }
            drop(function.call0(&JsValue::NULL));
        });
        watch
    }

    /// Looks now: Chrome does not tell of every change.
    pub(crate) fn look(&self) {
        drop(function(&self.look).call0(&JsValue::NULL));
    }
}

fn function(closure: &Closure<dyn Fn()>) -> &Function {
    closure.as_ref().unchecked_ref()
}

/// The document's `mediaDevices`.
pub(crate) fn media_devices() -> Option<MediaDevices> {
    web_sys::window()?.navigator().media_devices().ok()
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

async fn look() -> Option<Seen> {
    let permission = permission().await?.state();
    let infos = JsFuture::from(media_devices()?.enumerate_devices().ok()?).await.ok()?;
    let infos: Vec<MediaDeviceInfo> =
        Array::from(&infos).iter().map(JsCast::unchecked_into).collect();
    let is_there = infos.iter().any(|info| info.kind() == MediaDeviceKind::Audioinput);
    let microphone = match permission {
        PermissionState::Granted if is_there => Microphone::Granted,
        PermissionState::Granted => Microphone::Missing,
        PermissionState::Prompt => Microphone::NotAsked,
        PermissionState::Denied => Microphone::Denied,
        _ => Microphone::Unknown,
    };
    Some(Seen { microphone, devices: infos.iter().filter_map(device).collect() })
}

/// A device that can be chosen; without the microphone's permission none has a label.
fn device(info: &MediaDeviceInfo) -> Option<Device> {
    let kind = match info.kind() {
        MediaDeviceKind::Audioinput => DeviceKind::Input,
        MediaDeviceKind::Audiooutput => DeviceKind::Output,
        MediaDeviceKind::Videoinput | _ => return None,
    };
    let id = info.device_id();
    let label = DeviceLabel::parse(info.label()).ok()?;
    (!ALIASES.contains(&&*id)).then_some(Device { kind, label, id })
}
