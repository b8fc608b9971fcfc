import init from "./voice-client-pages.js";

await init({ module_or_path: new URL("voice-client-pages_bg.wasm", import.meta.url) });
