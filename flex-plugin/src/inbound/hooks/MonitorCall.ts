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
 * Monitors a call only while the extension can take it: Flex would wait for ten seconds, and then say
 * no more than that it has failed.
 */
export function hookMonitorCall({ voice, notifier }: Needs): void {
  Actions.addListener("beforeMonitorCall", (payload: { task?: ITask }, cancel: () => void) => {
    if (!ringsNobody(voice.get())) return;
    if (!payload.task || !TaskHelper.isCallTask(payload.task)) return;
    cancel();
    notifier.refuse("MonitorNotReady");
  });
}
