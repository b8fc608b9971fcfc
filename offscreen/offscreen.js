// Starts the wasm; everything else is decided there, but what is to be done about a trap.
import init, { start } from "shells-wasm";

/** A document that was loaded again, and traps as early as this, in ms, would trap for ever. */
const EARLY = 5_000;

// The SDK would hang up when the page goes, and a page is no person: the next one takes the call up.
// The SDK listens from the first `Device` on, which is later than this; and this works when the wasm
// has trapped, too.
self.addEventListener("pagehide", (event) => event.stopImmediatePropagation());

// A trap is a bug, and leaves the wasm unfit for use: the call would be heard, and could not be
// hung up. The worker takes it up again with the document that comes in place of this one.
function trapped({ error, reason }) {
  if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
  const [{ type }] = performance.getEntriesByType("navigation");
  if (type !== "reload" || performance.now() > EARLY) location.reload();
}
self.addEventListener("error", trapped);
self.addEventListener("unhandledrejection", trapped);
// When devices change the SDK asks for the microphone again by itself, and leaves a refusal to nobody.
// What is wrong with the microphone is seen, and told, all the same.
const REFUSALS = ["InvalidArgumentError", "NotAllowedError", "NotFoundError", "NotReadableError"];
self.addEventListener("unhandledrejection", (event) => {
  if (REFUSALS.includes(event.reason?.name)) event.preventDefault();
});

await init({ module_or_path: chrome.runtime.getURL("shells_bg.wasm") });
start();
