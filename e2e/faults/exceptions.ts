// Cells that are not as they should be.

import type { Exception } from "./fault.ts";
import type { State } from "./states.ts";

const NO_CALL: State[] = ["waiting for Flex", "fetching the token", "registering", "ready"];
const NO_TAB: State[] = ["waiting for Flex"];

/** Agent and customer hear each other, or have. */
export const HEARD: State[] = ["on a call", "on a call, muted", "reconnecting"];

/** There are no such cells. */
export function none(states: readonly State[], why: string): Exception {
  return { states, outcome: "none", why };
}

/** Their calls can't be saved, or not be answered. */
export function lost(states: readonly State[], why: string): Exception {
  return { states, outcome: "lost", why };
}

/** A fault of a call. */
export const thereIsNoCall = none(NO_CALL, "There is no call.");
/** A fault that somebody brings about in the popup. */
export const endedBeforeAPopupOpens = none(
  ["ending"],
  "The call has ended before a popup is open.",
);
/** A fault of the Flex tab. */
export const thereIsNoTab = none(NO_TAB, "There is no Flex tab.");
/** A fault of the document for calls. */
export const thereIsNoDocument = none(NO_TAB, "There is no offscreen document yet.");
/** A fault that further calls are. */
export const nobodyIsCalled = none(
  ["waiting for Flex", "fetching the token", "registering"],
  "Nobody is registered who could be called: Twilio tries elsewhere.",
);
/** A fault that costs what is kept in memory. */
export const notKept = lost(
  ["ringing"],
  "What it takes to answer a call that no document has yet is not on disk: the caller goes on " +
    "ringing until Twilio tries elsewhere.",
);
