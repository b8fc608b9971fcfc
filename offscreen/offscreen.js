// Starts the wasm; everything else is decided there.
import init, { start } from "offscreen-wasm";

await init({ module_or_path: chrome.runtime.getURL("offscreen_bg.wasm") });
start();
