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

/** The actions on a call's task that ring the agent, and the reason that each is refused with. */
const RINGING = {
  // The customer would be rung through to nobody. The task stays with the agent, who can accept it once
  // the voice client is ready.
  AcceptTask: "AcceptNotReady",
  // Flex would wait for ten seconds, and then say no more than that it has failed.
  MonitorCall: "MonitorNotReady",
} as const;

/** Lets a call ring the agent only while the extension can take it. */
export function hookRinging({ voice, notifier }: Needs): void {
  for (const [action, reason] of Object.entries(RINGING)) {
    Actions.addListener(`before${action}`, (payload: { task?: ITask }, cancel: () => void) => {
      if (!ringsNobody(voice.get())) return;
      if (!payload.task || !TaskHelper.isCallTask(payload.task)) return;
      cancel();
      notifier.refuse(reason);
    });
  }
}
