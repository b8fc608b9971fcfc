// The worker's first turn. Chrome delivers the event that woke the worker only to listeners that
// are registered by the end of it, and the wasm is not ready by then: what comes in the meantime
// waits here. Nothing is decided here.
import init, { Worker } from "shells-wasm";

const waiting = [];
let tell = (what) => waiting.push(what);
let ports = 0;

chrome.runtime.onInstalled.addListener(({ reason }) => tell((it) => it.installed(reason)));
chrome.runtime.onStartup.addListener(() => tell((it) => it.browserStarted()));
chrome.runtime.onUpdateAvailable.addListener(() => tell((it) => it.updateAvailable()));
chrome.commands.onCommand.addListener((command) => tell((it) => it.shortcut(command)));
chrome.notifications.onClicked.addListener((id) => tell((it) => it.notificationClicked(id)));
for (const area of [chrome.storage.sync, chrome.storage.managed]) {
  area.onChanged.addListener(() => tell((it) => it.settingsChanged()));
}
chrome.alarms.onAlarm.addListener(() => tell((it) => it.tick()));
chrome.runtime.onConnect.addListener((port) => {
  const id = ++ports;
  tell((it) => it.portOpened(id, port));
  port.onMessage.addListener((message) => tell((it) => it.portSaid(id, message)));
  port.onDisconnect.addListener(() => {
    // Chrome prints an error that nobody reads; a page that froze leaves one.
    void chrome.runtime.lastError;
    tell((it) => it.portClosed(id));
  });
});

self.addEventListener("online", () => tell((it) => it.online()));

const started = init({ module_or_path: chrome.runtime.getURL("shells_bg.wasm") }).then(() =>
  Worker.start(),
);
started.then((worker) => {
  tell = (what) => what(worker);
  waiting.splice(0).forEach(tell);
});

// A trap is a bug, and leaves the wasm unfit for use. A call does not notice: it is in the
// offscreen document. With nothing left to keep it busy Chrome stops this worker within a minute;
// the pages then wake another one, which begins from what was saved.
function trapped({ error, reason }) {
  if (!((error ?? reason) instanceof WebAssembly.RuntimeError)) return;
  tell = () => {};
  started.then((worker) => worker.abandon());
}
// Whenever the microphone's permission changes, the SDK looks for devices, which a worker has none
// of, and leaves its own refusal to nobody.
self.addEventListener("unhandledrejection", (event) => {
  if (event.reason === "Enumeration not supported") event.preventDefault();
});
self.addEventListener("error", trapped);
self.addEventListener("unhandledrejection", trapped);
