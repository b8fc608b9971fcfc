// The worker's first turn. Chrome delivers the event that woke the worker only to listeners that
// are registered by the end of it, and the wasm is not ready by then: what comes in the meantime
// waits here. Nothing is decided here.
import init, { Worker } from "background-wasm";

/** @type {Worker | undefined} */
let worker;
/** @type {((worker: Worker) => void)[]} */
const waiting = [];
let ports = 0;

function tell(what) {
  if (worker) what(worker);
  else waiting.push(what);
}

chrome.runtime.onInstalled.addListener(({ reason }) => tell((it) => it.installed(reason)));
// Only so that Chrome starts the worker with the browser; waking is all it takes.
chrome.runtime.onStartup.addListener(() => {});
chrome.alarms.onAlarm.addListener(() => tell((it) => it.tick()));
chrome.runtime.onConnect.addListener((port) => {
  const id = ++ports;
  tell((it) => it.portOpened(id, port));
  port.onMessage.addListener((message) => tell((it) => it.portSaid(id, message)));
  port.onDisconnect.addListener(() => {
    // Chrome takes an error that nobody reads for an uncaught one. A page that went into the
    // back/forward cache is one.
    void chrome.runtime.lastError;
    tell((it) => it.portClosed(id));
  });
});

init({ module_or_path: chrome.runtime.getURL("background_bg.wasm") })
  .then(() => Worker.start())
  .then((started) => {
    worker = started;
    for (const what of waiting.splice(0)) what(worker);
  });
