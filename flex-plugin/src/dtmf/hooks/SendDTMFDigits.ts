import { Actions } from "@twilio/flex-ui";

import type { Carrier } from "../../call/carries";
import { carriesTask, flexHasCall } from "../../call/carries";
import type { Extension } from "../../extension/Extension";

/** What the dialpad shows so far. */
export type ShownDigits = (taskSid: string) => string;

/** Sends digits into the extension's call also where Flex knows of no call. */
export function hookSendDTMFDigits(
  carrier: Carrier & { extension: Extension },
  shown: ShownDigits,
): void {
  Actions.replaceAction("SendDTMFDigits", async (payload, original) => {
    const { task, digits } = payload ?? {};
    if (flexHasCall() || !carriesTask(carrier, task)) return original(payload);
    carrier.extension.sendDigits(digits);
    return Actions.invokeAction("SetDTMFDialpadDigits", { task, digits: shown(task.sid) + digits });
  });
}
