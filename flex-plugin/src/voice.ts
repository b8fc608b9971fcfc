// The agent's voice client in a word. Whatever the plugin does or shows follows from it.

import type { ExtensionState } from "./extension/Extension";
import type { HeartbeatCall, ProblemCode } from "./protocol";

/** How the agent's voice client is. Where the extension is not here, it is as `Presence` says. */
export type Voice =
  /** The worker's calls go to Flex itself. */
  | { readonly is: "off" }
  | { readonly is: "looking" }
  | { readonly is: "missing" }
  | { readonly is: "otherAccount" }
  | { readonly is: "lost" }
  /** The extension is on its way to ready: for this agent, where it is ready for another one. */
  | { readonly is: "connecting"; readonly isOfAnother?: true }
  | { readonly is: "ready" }
  /** Something is wrong; an extension of protocol 1 does not say what. */
  | { readonly is: "problem"; readonly problem: ProblemCode | null }
  /** There is a call. Only extensions of protocol 2 say so. */
  | { readonly is: "onCall"; readonly call: HeartbeatCall };

/** Whether a call that came now would ring nobody. */
export function ringsNobody({ is }: Voice): boolean {
  return is !== "off" && is !== "ready" && is !== "onCall";
}

/** What follows from what is known of the extension; `isOwn` knows the identity of the agent's. */
export function voiceOf(
  enabled: boolean,
  { presence, heartbeat }: ExtensionState,
  isOwn: (identity: string) => boolean,
): Voice {
  if (!enabled) return { is: "off" };
  if (presence !== "here") return { is: presence };
  if (!heartbeat) return { is: "connecting" };
  const { voiceClientIdentity } = heartbeat;
  // It is still there for another agent, and will be for this one, unless the Function names agents
  // in another way than the plugin.
  if (voiceClientIdentity !== null && !isOwn(voiceClientIdentity)) {
    return { is: "connecting", isOfAnother: true };
  }
  if (heartbeat.protocol === undefined) {
    return heartbeat.error ? { is: "problem", problem: null } : { is: "ready" };
  }
  if (heartbeat.call) return { is: "onCall", call: heartbeat.call };
  if (heartbeat.ready) return { is: "ready" };
  if (heartbeat.problem) return { is: "problem", problem: heartbeat.problem };
  return { is: "connecting" };
}
