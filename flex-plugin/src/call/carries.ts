import type { ITask } from "@twilio/flex-ui";
import { StateHelper } from "@twilio/flex-ui";

import type { ExtensionState } from "../extension/Extension";
import { hasOwnCall } from "../flex";
import type { Readable } from "../store";
import type { Voice } from "../voice";

/** Who may have a call. */
export interface Carrier {
  readonly voice: Readable<Voice>;
  readonly extension: { readonly state: Readable<ExtensionState> };
}

/**
 * Whether the extension has the task's call. Before its first heartbeat it may have it; one of
 * protocol 1 never says, but it takes every call.
 */
export function carriesTask({ voice, extension }: Carrier, task: ITask | undefined): boolean {
  if (!task || !hasOwnCall(task)) return false;
  const { presence, heartbeat } = extension.state.get();
  switch (voice.get().is) {
    case "onCall":
      return true;
    case "off":
      return false;
    case "connecting":
      // One that has spoken has no call, or serves another agent.
      return heartbeat === null;
    default:
      if (heartbeat) return heartbeat.protocol === undefined;
      return presence === "looking" || presence === "here";
  }
}

/** Whether Flex has a call of its own, or one that was put into its state. */
export function flexHasCall(): boolean {
  return StateHelper.getCurrentPhoneCallState() !== undefined;
}
