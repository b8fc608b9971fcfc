// The relay between a Flex page and the worker. It checks what the page says, and knows nothing
// of what it means.

import type { FromContent, FromPage } from "./protocol.ts";
import { TAKE_OVER } from "./protocol.ts";
import { onceActivated } from "./activation.ts";
import { check } from "./check.ts";
import { Flood } from "./flood.ts";
import { Presses } from "./presses.ts";

/** The name of the Port. */
const PORT = "flex";

/** A Port that lived less than this, in ms, is opened again only after as long a pause. */
const SHORT_LIFE_MS = 100;

/** How long an extension that is gone may take to come back, after an update, in ms. */
const UPDATE_MS = 3_000;

/** How often this script looks whether the extension is gone, in ms: Chrome tells it nothing. */
const LOOK_MS = 1_000;

/** How many messages wait at most while there is no Port. */
const LONGEST_QUEUE = 100;

/**
 * What there is of a Port: one, none for a moment, none while nobody can see the page (yet, or for the
 * time being), or no more.
 */
type Link =
  | { is: "open"; port: chrome.runtime.Port }
  | { is: "pausing"; timer: ReturnType<typeof setTimeout> }
  | { is: "frozen" }
  | { is: "gone" };

let link: Link = { is: "frozen" };
const waiting: FromPage[] = [];
const presses = new Presses();
const flood = new Flood({ burst: 100, perSecond: 50 });
const listeners = new AbortController();

function open(): void {
  let port: chrome.runtime.Port;
  try {
    if (isOrphan()) return lost();
    port = chrome.runtime.connect({ name: PORT });
  } catch {
    return lost();
  }
  const openedAt = performance.now();
  link = { is: "open", port };
  port.onMessage.addListener((message: unknown) => {
    presses.answered();
    window.postMessage(message, location.origin);
  });
  port.onDisconnect.addListener(() => {
    // Chrome prints an error that nobody reads.
    void chrome.runtime.lastError;
    if (link.is !== "open" || link.port !== port) return;
    if (performance.now() - openedAt >= SHORT_LIFE_MS) open();
    else link = { is: "pausing", timer: setTimeout(open, SHORT_LIFE_MS) };
  });
  send({ kind: "hello" });
  for (const message of presses.take(openedAt)) send({ kind: "page", message });
  for (const message of waiting.splice(0)) relay(message);
}

/** Whether the extension is gone from under this script. */
function isOrphan(): boolean {
  return chrome.runtime?.id === undefined;
}

/** The extension is gone. An updated one puts a new script in this one's place soon; if none comes,
 * it is removed or disabled. */
function lost(): void {
  link = { is: "gone" };
  const timer = setTimeout(() => {
    window.postMessage({ type: "VOICE_CLIENT_EXTENSION_DISCONNECTED" }, location.origin);
    listeners.abort();
  }, UPDATE_MS);
  listeners.signal.addEventListener("abort", () => clearTimeout(timer));
}

function close(next: "frozen" | "gone"): void {
  // An orphan has no Port to close any more.
  if (link.is === "open" && !isOrphan()) link.port.disconnect();
  if (link.is === "pausing") clearTimeout(link.timer);
  // A page that is frozen misses what the worker says.
  presses.answered();
  link = { is: next };
}

function relay(message: FromPage): void {
  const isSent = send({ kind: "page", message });
  const isNoted = presses.note(message, performance.now());
  if (!isSent && !isNoted && waiting.length < LONGEST_QUEUE) waiting.push(message);
}

function send(message: FromContent): boolean {
  if (link.is !== "open") return false;
  try {
    link.port.postMessage(message);
    return true;
  } catch {
    // It is closing; its `onDisconnect` opens another one.
    return false;
  }
}

const look = setInterval(() => link.is !== "gone" && isOrphan() && lost(), LOOK_MS);
listeners.signal.addEventListener("abort", () => clearInterval(look));

const options = { signal: listeners.signal };

// To the scripts that were in this document before: it is mine now. To the plugin: configure me.
document.dispatchEvent(new Event(TAKE_OVER));
document.addEventListener(
  TAKE_OVER,
  () => {
    const unanswered = presses.take(performance.now());
    close("gone");
    listeners.abort();
    // The one that takes over listens by then, and the plugin has introduced itself to it.
    setTimeout(() => unanswered.forEach((it) => window.postMessage(it, location.origin)));
  },
  options,
);
window.addEventListener(
  "message",
  (event: MessageEvent<unknown>) => {
    if (event.source !== window || event.origin !== location.origin) return;
    const message = check(event.data);
    if (message && flood.admits(performance.now())) relay(message);
  },
  options,
);
// A page in the back/forward cache has no Port; it may come out of it again.
window.addEventListener("pagehide", () => link.is !== "gone" && close("frozen"), options);
window.addEventListener("pageshow", (event) => event.persisted && link.is === "frozen" && open(), options);
onceActivated(document, open, listeners.signal);
