//! The raw externs: `chrome.*` as in <https://developer.chrome.com/docs/extensions/reference/api>,
//! and the Voice SDK as in its type declarations.
// What each of them does is said there; the safe modules say what they are used for.
#![allow(missing_docs)]

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `reportError`, of windows and workers alike.
    #[wasm_bindgen(js_name = reportError)]
    pub fn report_error(error: &JsValue);

    /// `chrome.events.Event`.
    #[derive(Debug, Clone)]
    pub type Event;
    #[wasm_bindgen(method, js_name = addListener)]
    pub fn add_listener(this: &Event, listener: &Function);
    #[wasm_bindgen(method, js_name = removeListener)]
    pub fn remove_listener(this: &Event, listener: &Function);

    /// `chrome.runtime.Port`.
    #[derive(Debug, Clone, PartialEq)]
    pub type Port;
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Port) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn sender(this: &Port) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = onMessage)]
    pub fn on_message(this: &Port) -> Event;
    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    pub fn on_disconnect(this: &Port) -> Event;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub fn disconnect(this: &Port);

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = connect)]
    pub fn runtime_connect(info: &JsValue) -> Result<Port, JsValue>;
    /// `chrome.runtime`.
    pub type Runtime;
    #[wasm_bindgen(thread_local_v2, js_namespace = chrome, js_name = runtime)]
    pub static RUNTIME: Runtime;
    #[wasm_bindgen(method, getter)]
    pub fn id(this: &Runtime) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = lastError)]
    pub fn last_error(this: &Runtime) -> JsValue;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    pub fn runtime_get_url(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    pub fn runtime_get_manifest() -> JsValue;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = reload)]
    pub fn runtime_reload();
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = getContexts)]
    pub fn runtime_get_contexts(filter: &JsValue) -> Result<Promise, JsValue>;

    /// `chrome.storage.StorageArea`.
    pub type StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = session)]
    pub static STORAGE_SESSION: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = local)]
    pub static STORAGE_LOCAL: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = sync)]
    pub static STORAGE_SYNC: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = managed)]
    pub static STORAGE_MANAGED: StorageArea;
    #[wasm_bindgen(method, catch)]
    pub fn get(this: &StorageArea, keys: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn set(this: &StorageArea, items: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setAccessLevel)]
    pub fn set_access_level(this: &StorageArea, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = create)]
    pub fn alarms_create(name: &str, info: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = clear)]
    pub fn alarms_clear(name: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setIcon)]
    pub fn action_set_icon(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    pub fn action_set_badge_text(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    pub fn action_set_badge_background_color(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeTextColor)]
    pub fn action_set_badge_text_color(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setTitle)]
    pub fn action_set_title(details: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = getUserSettings)]
    pub fn action_get_user_settings() -> Result<Promise, JsValue>;
    #[wasm_bindgen(
        catch,
        js_namespace = ["chrome", "action", "onUserSettingsChanged"],
        js_name = addListener
    )]
    pub fn action_on_user_settings_changed(listener: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    pub fn i18n_get_message(key: &str, substitutions: &Array) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    pub fn i18n_get_ui_language() -> String;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "commands"], js_name = getAll)]
    pub fn commands_get_all() -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = create)]
    pub fn notifications_create(id: &str, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = clear)]
    pub fn notifications_clear(id: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "offscreen"], js_name = createDocument)]
    pub fn offscreen_create_document(parameters: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "offscreen"], js_name = closeDocument)]
    pub fn offscreen_close_document() -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    pub fn tabs_query(query: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = update)]
    pub fn tabs_update(tab: u32, properties: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = create)]
    pub fn tabs_create(properties: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = getLastFocused)]
    pub fn windows_get_last_focused() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = create)]
    pub fn windows_create(properties: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = update)]
    pub fn windows_update(window: i32, properties: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    pub fn scripting_execute_script(injection: &JsValue) -> Result<Promise, JsValue>;
}

#[wasm_bindgen(module = "@twilio/voice-sdk")]
extern "C" {
    /// `Device` of the Voice SDK; an `EventEmitter`.
    #[derive(Debug, Clone)]
    pub type Device;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(token: &str, options: &JsValue) -> Result<Device, JsValue>;
    #[wasm_bindgen(method)]
    pub fn register(this: &Device) -> Promise;
    #[wasm_bindgen(method, catch, js_name = updateToken)]
    pub fn update_token(this: &Device, token: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub fn connect(this: &Device, options: &JsValue) -> Promise;
    #[wasm_bindgen(method, catch)]
    pub fn destroy(this: &Device) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn edge(this: &Device) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub fn calls(this: &Device) -> Vec<Call>;
    #[wasm_bindgen(method, getter)]
    pub fn audio(this: &Device) -> Option<AudioHelper>;

    /// `Call` of the Voice SDK; an `EventEmitter`.
    #[derive(Debug, Clone)]
    pub type Call;
    #[wasm_bindgen(method, getter)]
    pub fn parameters(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = customParameters)]
    pub fn custom_parameters(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = connectToken)]
    pub fn connect_token(this: &Call) -> Option<String>;
    #[wasm_bindgen(method)]
    pub fn status(this: &Call) -> String;
    #[wasm_bindgen(method, catch)]
    pub fn ignore(this: &Call) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn reject(this: &Call) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn disconnect(this: &Call) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn mute(this: &Call, muted: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = sendDigits)]
    pub fn send_digits(this: &Call, digits: &str) -> Result<(), JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// `AudioHelper` of the Voice SDK; an `EventEmitter`.
    #[derive(Debug, Clone)]
    pub type AudioHelper;
    #[wasm_bindgen(method, getter, js_name = inputDevice)]
    pub fn input_device(this: &AudioHelper) -> JsValue;
    #[wasm_bindgen(method, js_name = setInputDevice)]
    pub fn set_input_device(this: &AudioHelper, device_id: &str) -> Promise;
    #[wasm_bindgen(method, js_name = unsetAudioConstraints)]
    pub fn unset_audio_constraints(this: &AudioHelper) -> Promise;

    /// `RTCPeerConnection`.
    #[derive(Debug, Clone)]
    pub type RtcPeerConnection;
    #[wasm_bindgen(method, getter, js_name = connectionState)]
    pub fn connection_state(this: &RtcPeerConnection) -> String;
    #[wasm_bindgen(method, getter, js_name = iceConnectionState)]
    pub fn ice_connection_state(this: &RtcPeerConnection) -> String;

    /// `HTMLMediaElement`, as far as it plays a call.
    #[derive(Debug, Clone)]
    pub type MediaElement;
    #[wasm_bindgen(method, getter, js_name = sinkId)]
    pub fn sink_id(this: &MediaElement) -> String;
    #[wasm_bindgen(method, setter)]
    pub fn set_muted(this: &MediaElement, muted: bool);
    #[wasm_bindgen(method, getter, js_name = srcObject)]
    pub fn src_object(this: &MediaElement) -> JsValue;
    #[wasm_bindgen(method, setter, js_name = srcObject)]
    pub fn set_src_object(this: &MediaElement, object: &JsValue);
    #[wasm_bindgen(method)]
    pub fn play(this: &MediaElement) -> Promise;
    #[wasm_bindgen(method, js_name = setSinkId)]
    pub fn set_sink_id(this: &MediaElement, id: &str) -> Promise;

    /// The `EventEmitter` that `Device`, `Call` and `AudioHelper` are.
    #[derive(Debug, Clone)]
    pub type Emitter;
    #[wasm_bindgen(method)]
    pub fn on(this: &Emitter, event: &str, listener: &Function);
    #[wasm_bindgen(method, js_name = removeListener)]
    pub fn off(this: &Emitter, event: &str, listener: &Function);
    #[wasm_bindgen(method, js_name = removeAllListeners)]
    pub fn remove_all_listeners(this: &Emitter);
}
