//! Microphones and speakers: which there are, watched without opening one. All pages of the
//! extension see the same: ids differ between origins only.

use std::rc::Rc;

use js_sys::{Array, Function};
use serde::Serialize;
use voice_client_core::{DeviceKind, DeviceLabel, Microphone, OfferedDevices};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, PermissionState, PermissionStatus,
};

use crate::to_js;

/// Chrome's ids of devices that stand for others, and are never chosen by their label.
const ALIASES: [&str; 2] = ["default", "communications"];

/// What this document sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether the microphone is allowed and there.
    pub microphone: Microphone,
    devices: Vec<Device>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Device {
    kind: DeviceKind,
    label: DeviceLabel,
    id: String,
}

impl Seen {
    /// The labels; of devices that have the same, one.
    pub fn offered(&self) -> OfferedDevices {
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

    /// The id of a device, by its label.
    pub fn id(&self, kind: DeviceKind, label: &DeviceLabel) -> Option<&str> {
        let device = self.devices.iter().find(|it| it.kind == kind && it.label == *label)?;
        Some(&device.id)
    }
}

/// Tells what is seen, at first and whenever it may have changed.
#[derive(Debug)]
pub struct DeviceWatch {
    look: Rc<Closure<dyn Fn()>>,
}

impl DeviceWatch {
    /// Looks, and goes on looking for the document's life.
    pub fn start(tell: impl Fn(Seen) + 'static) -> Self {
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
            if let Ok(devices) = media_devices() {
                devices.set_ondevicechange(Some(function));
            }
            drop(function.call0(&JsValue::NULL));
        });
        watch
    }

    /// Looks now: Chrome does not tell of every change.
    pub fn look(&self) {
        drop(function(&self.look).call0(&JsValue::NULL));
    }
}

fn function(closure: &Closure<dyn Fn()>) -> &Function {
    closure.as_ref().unchecked_ref()
}

/// Opens a microphone; without an id the system's default. Rejects with what Chrome rejects with.
pub async fn open_microphone(id: Option<&str>) -> Result<MediaStream, JsValue> {
    #[derive(Serialize)]
    struct Constraints<'a> {
        audio: Audio<'a>,
    }
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Audio<'a> {
        Any(bool),
        #[serde(rename_all = "camelCase")]
        Device {
            device_id: Exact<'a>,
        },
    }
    #[derive(Serialize)]
    struct Exact<'a> {
        exact: &'a str,
    }
    let audio = id.map_or(Audio::Any(true), |exact| Audio::Device { device_id: Exact { exact } });
    let constraints = to_js(&Constraints { audio })
        .map_err(|error| JsValue::from(js_sys::Error::new(&error.to_string())))?;
    let stream = media_devices()?.get_user_media_with_constraints(constraints.unchecked_ref())?;
    Ok(JsFuture::from(stream).await?.unchecked_into())
}

fn media_devices() -> Result<MediaDevices, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    window.navigator().media_devices()
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

/// Has everybody look at the devices again who listens for changes of them, the SDK too: it has looked
/// while nobody could see them, and Chrome does not tell when the permission is back.
pub fn tell_of_change() {
    let event = web_sys::Event::new("devicechange");
    if let (Ok(devices), Ok(event)) = (media_devices(), event) {
        // Only an event that is being dispatched already is refused.
        let _ = devices.dispatch_event(&event);
    }
}

/// Looks once.
pub async fn look() -> Option<Seen> {
    let permission = permission().await?.state();
    let infos = JsFuture::from(media_devices().ok()?.enumerate_devices().ok()?).await.ok()?;
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
