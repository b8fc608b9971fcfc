import init from "./voice-client-popup.js";

await init({ module_or_path: new URL("voice-client-popup_bg.wasm", import.meta.url) });
