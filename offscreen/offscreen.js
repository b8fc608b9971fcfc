// Starts the wasm; everything else is decided there.
import init, { start } from "shells-wasm";

await init({ module_or_path: chrome.runtime.getURL("shells_bg.wasm") });
start();
