import type { ITask } from "@twilio/flex-ui";
import { Actions, TaskHelper } from "@twilio/flex-ui";

import type { Notifier } from "../../notifications/Notifier";
import type { Readable } from "../../store";
import type { Voice } from "../../voice";
import { ringsNobody } from "../../voice";

interface Needs {
  readonly voice: Readable<Voice>;
  readonly notifier: Notifier;
}

/**
 * Accepts a call only while the extension can take it: the customer would be rung through to nobody.
 * The task stays with the agent, who can accept it once the voice client is ready.
 */
export function hookAcceptTask({ voice, notifier }: Needs): void {
  Actions.addListener("beforeAcceptTask", (payload: { task?: ITask }, cancel: () => void) => {
    if (!ringsNobody(voice.get())) return;
    if (!payload.task || !TaskHelper.isCallTask(payload.task)) return;
    cancel();
    notifier.refuse("AcceptNotReady");
  });
}
