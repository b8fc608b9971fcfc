// The worker's first turn. Chrome delivers the event that woke the worker only to listeners that
// are registered by the end of it, and the wasm is not ready by then: what comes in the meantime
// waits here. Nothing is decided here but what is to be done about a trap.
import init, { __wbg_reset_state as renewInstance, Worker } from "shells-wasm";

/** A trap that comes this long after another one has nothing to do with it, in ms. */
const UNRELATED = 60_000;
/** The longest pause after a trap, in ms. */
const LONGEST_PAUSE = 30_000;
/** The pause before another instance is made where one could not be, in ms. */
const NO_INSTANCE_PAUSE = 1_000;
/** How long before a trap something may have been pressed that was lost with it, in ms. */
const JUST_PRESSED = 1_000;
/** How many messages of Flex pages wait at most. */
const LONGEST_QUEUE = 1_000;

/** Those that the instance knows of. */
const ports = new Set();
let lastPort = 0;
const waiting = [];
const wait = (what) => waiting.push(what);
let tell = wait;

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
  const known = { id: ++lastPort, port, isOpen: true, first: undefined, pressed: undefined };
  port.onMessage.addListener((message) => {
    known.first ??= message;
    if (isPress(message)) known.pressed = { message, at: performance.now() };
    if (isOfFlex(port) && waiting.length >= LONGEST_QUEUE) return;
    tell((it) => it.portSaid(known.id, message));
  });
  port.onDisconnect.addListener(() => {
    // Chrome prints an error that nobody reads; a page that froze leaves one.
    void chrome.runtime.lastError;
    known.isOpen = false;
    ports.delete(known);
    tell((it) => it.portClosed(known.id));
  });
  // It may be turned away, and takes no listener then.
  tell((it) => handOver(it, known));
});
const isOfFlex = (port) => port.name === "flex";
/** What names its call, and is no digits, does no harm if it is heard twice. */
function isPress(said) {
  const payload = said?.message?.payload;
  return payload?.callSid !== undefined && payload.digits === undefined;
}
function handOver(worker, known) {
  if (known.isOpen) ports.add(known);
  worker.portOpened(known.id, known.port);
}

/** The SDK's `Device` that is registered: it outlives the wasm that made it. */
let device;

async function start() {
  const abandoned = device;
  const worker = await Worker.start((made) => (device = made), abandoned, traps);
  tell = (what) => {
    try {
      what(worker);
    } catch (error) {
      // Chrome only prints what its events' listeners throw.
      reportError(error);
    }
  };
  // What traps leaves the rest to the next instance.
  while (tell !== wait && waiting.length > 0) tell(waiting.shift());
}

// A trap is a bug, and leaves the wasm unfit for use. A call does not notice: it is in the
// offscreen document. Another instance goes on from what was saved, as another worker would, and
// hears what has been said meanwhile. Pages of ours, whose Ports are closed, find it as they would find
// that worker, and say what they hold; a Flex page says things once, and what was just pressed in it
// may be lost in the instance: it is said again. A trap that comes back is given time, so that Twilio
// is not asked again and again. How much of what was saved the next instance believes goes by how many
// have trapped in a row; while one wakes a trap counts twice.
let trappedAt = -Infinity;
let pause = 0;
let traps = 0;
let isTrapped = false;
function trapped({ error, reason }) {
  if (!((error ?? reason) instanceof WebAssembly.RuntimeError) || isTrapped) return;
  isTrapped = true;
  const now = performance.now();
  const isFirst = now - trappedAt > UNRELATED;
  pause = isFirst ? 0 : Math.min(2 * pause + 1_000, LONGEST_PAUSE);
  traps = (isFirst ? 0 : traps) + (tell === wait ? 2 : 1);
  tell = wait;
  trappedAt = now;
  leavePorts();
  // What else the trap brings about is told before this.
  setTimeout(renew, pause);
}
function leavePorts() {
  for (const known of ports) if (!isOfFlex(known.port)) known.port.disconnect();
  const flex = [...ports].filter(({ port }) => isOfFlex(port));
  ports.clear();
  const greetings = flex.map((known) => {
    const { pressed } = known;
    // Once: it may be what the wasm traps on.
    known.pressed = undefined;
    return (it) => {
      handOver(it, known);
      if (known.first !== undefined) it.portSaid(known.id, known.first);
      if (trappedAt - pressed?.at < JUST_PRESSED) it.portSaid(known.id, pressed.message);
    };
  });
  waiting.unshift(...greetings);
}
function renew() {
  try {
    renewInstance();
  } catch (error) {
    // There may be no memory for it at the moment.
    reportError(error);
    setTimeout(renew, NO_INSTANCE_PAUSE);
    return;
  }
  isTrapped = false;
  void start();
}
self.addEventListener("error", trapped);
self.addEventListener("unhandledrejection", trapped);
// Whenever the microphone's permission changes, the SDK looks for devices, which a worker has none
// of, and leaves its own refusal to nobody.
self.addEventListener("unhandledrejection", (event) => {
  if (event.reason === "Enumeration not supported") event.preventDefault();
});

function load() {
  init({ module_or_path: chrome.runtime.getURL("shells_bg.wasm") }).then(start, (error) => {
    reportError(error);
    setTimeout(load, NO_INSTANCE_PAUSE);
  });
}
load();
