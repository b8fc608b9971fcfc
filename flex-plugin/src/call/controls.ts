import type { Readable } from "../store";
import { derive } from "../store";
import type { Voice } from "../voice";
import type { ExtensionState } from "../extension/Extension";
import type { Controls } from "./Phone";

/**
 * Which controls of this plugin's own have to be there: none, as Flex's work or there is no call;
 * all of them; or only those for hanging up, as an extension of protocol 1 does not tell whether the
 * call is muted.
 */
export type OwnControls = "none" | "all" | "hangUp";

/** Which of the plugin's own controls have to be there. */
export function ownControls(
  mode: Readable<Controls>,
  voice: Readable<Voice>,
  extension: Readable<ExtensionState>,
): Readable<OwnControls> {
  return derive([mode, voice, extension], () => {
    if (mode.get() === "own") return "all";
    const heartbeat = extension.get().heartbeat;
    const isOld = heartbeat !== null && heartbeat.protocol === undefined;
    return isOld && voice.get().is !== "off" ? "hangUp" : "none";
  });
}
