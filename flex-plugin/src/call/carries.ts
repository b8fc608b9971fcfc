import type { ITask } from "@twilio/flex-ui";
import { StateHelper, TaskHelper } from "@twilio/flex-ui";

import type { ExtensionState } from "../extension/Extension";
import type { Readable } from "../store";
import type { Voice } from "../voice";

/** Whether a call is in the extension's hands. */
export interface Carrier {
  readonly voice: Readable<Voice>;
  readonly extension: { readonly state: Readable<ExtensionState> };
}

/** Whether the extension has the task's call. One of protocol 1 does not say, but it answers all. */
export function carriesTask({ voice, extension }: Carrier, task: ITask | undefined): boolean {
  if (!task || !TaskHelper.isLiveCall(task)) return false;
  const { is } = voice.get();
  const heartbeat = extension.state.get().heartbeat;
  if (is === "onCall") return true;
  return is !== "off" && heartbeat !== null && heartbeat.protocol === undefined;
}

/** Whether Flex has a call of its own, or one that was put into its state. */
export function flexHasCall(): boolean {
  return StateHelper.getCurrentPhoneCallState() !== undefined;
}
