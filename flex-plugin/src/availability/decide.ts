// Which activity the agent should be in. Pure: what is known goes in, what to do comes out.

import type { Voice } from "../voice";

/** A TaskRouter activity. */
export interface Activity {
  /** `WA` and 32 hex digits. */
  readonly sid: string;
  readonly name: string;
  /**
   * Whether TaskRouter offers tasks to workers who are in it:
   * https://www.twilio.com/docs/taskrouter/api/activity
   */
  readonly available: boolean;
}

/** How long the extension may be on its way before that counts as not ready, in ms. */
export const CONNECTING_MS = 10_000;

/** Whether calls can come. `unsettled`: that will show in a moment. */
export type Readiness = "ready" | "notReady" | "unsettled";

/** Whether calls can come, where the voice client has been as it is for `forMs`. */
export function readinessOf(voice: Voice, forMs: number): Readiness {
  switch (voice.is) {
    case "ready":
    case "onCall":
      return "ready";
    case "connecting":
      return forMs < CONNECTING_MS ? "unsettled" : "notReady";
    case "off":
    case "looking":
      return "unsettled";
    case "missing":
    case "otherAccount":
    case "lost":
    case "problem":
      return "notReady";
  }
}

/** Where an agent waits whose voice client is not ready. */
export interface Parking {
  readonly activity: Activity;
  /** It is the activity that was made for this. Otherwise it is just Offline. */
  readonly dedicated: boolean;
}

/** Finds it: the activity of that name, or else the workspace's Offline. */
export function findParking(
  activities: readonly Activity[],
  name: string,
  offlineSid: string | undefined,
): Parking | undefined {
  const closed = activities.filter((it) => !it.available);
  const dedicated = closed.find((it) => it.name === name);
  if (dedicated) return { activity: dedicated, dedicated: true };
  const offline =
    closed.find((it) => it.sid === offlineSid) ?? closed.find((it) => it.name === "Offline");
  return offline && { activity: offline, dedicated: false };
}

/** What decides about the agent's next move. */
export interface Situation {
  readonly readiness: Readiness;
  /** A call is on, or something rings. */
  readonly busy: boolean;
  /** Where the agent is. */
  readonly activity: Activity;
  /** All of the workspace's. In doubt the first available one is taken. */
  readonly activities: readonly Activity[];
  /** Where the agent waits; without it nobody is moved. */
  readonly parking: Parking | undefined;
  /** The SID of the activity that the agent was moved out of. */
  readonly remembered: string | null;
  /** Others want the agent available all the same. */
  readonly yielded: boolean;
}

/** A change of activity, with what has to be remembered for the way back. */
export interface Move {
  readonly to: Activity;
  /** The SID of the activity that is left; null forgets the one that was remembered. */
  readonly remember: string | null;
}

/** The move that is due, if any. */
export function nextMove(situation: Situation): Move | undefined {
  const { readiness, busy, activity, activities, parking, remembered, yielded } = situation;
  if (busy || !parking || readiness === "unsettled") return undefined;
  if (readiness === "notReady") {
    if (!activity.available || yielded) return undefined;
    return { to: parking.activity, remember: activity.sid };
  }
  if (activity.sid !== parking.activity.sid) return undefined;
  const back = activities.find((it) => it.sid === remembered);
  if (back) return { to: back, remember: null };
  // Only who was available is moved there, and nobody gets there by hand.
  const available = parking.dedicated && activities.find((it) => it.available);
  return available ? { to: available, remember: null } : undefined;
}

/**
 * Why an activity can't be chosen by hand. `reserved`: it is the one that is made for agents who wait.
 * `notReady`: it is available, and no calls can come.
 */
export type Refusal = "reserved" | "notReady";

/** Whether the agent may choose the activity. */
export function refusal(
  target: Activity,
  parking: Parking | undefined,
  readiness: Readiness,
): Refusal | undefined {
  if (parking?.dedicated && target.sid === parking.activity.sid) return "reserved";
  if (target.available && readiness === "notReady") return "notReady";
  return undefined;
}
