import init from "./voice-client-welcome.js";

await init({ module_or_path: new URL("voice-client-welcome_bg.wasm", import.meta.url) });
