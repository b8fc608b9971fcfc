import type { ExtensionState } from "../extension/Extension";
import type { Readable } from "../store";
import { derive } from "../store";
import type { Voice } from "../voice";
import type { Controls } from "./Phone";

/** Which of the plugin's own controls have to be there, in a task whose call Flex does not know. */
export type OwnControls =
  /** None: the calls are Flex's, or Flex's controls work them. */
  | "none"
  /** The extension has no call, as far as is known: only a way to end the task, as Flex would offer
   * to join the call on the device that is named by `contact_uri`. */
  | "end"
  /** Those for hanging up: an extension of protocol 1 does not tell whether the call is muted. */
  | "hangUp"
  /** All. */
  | "all";

/** Which of the plugin's own controls have to be there. */
export function ownControls(
  mode: Readable<Controls>,
  voice: Readable<Voice>,
  extension: Readable<ExtensionState>,
): Readable<OwnControls> {
  return derive([mode, voice, extension], () => {
    if (voice.get().is === "off") return "none";
    if (mode.get() !== "none") return mode.get() === "own" ? "all" : "none";
    const heartbeat = extension.get().heartbeat;
    return heartbeat !== null && heartbeat.protocol === undefined ? "hangUp" : "end";
  });
}
