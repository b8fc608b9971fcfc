import { Actions } from "@twilio/flex-ui";

import type { Carrier } from "../../call/carries";
import { carriesTask } from "../../call/carries";
import type { Extension } from "../../extension/Extension";

/**
 * Hangs up when the task of a live call is wrapped up: Flex's own buttons do that where Flex knows
 * of no call, and nobody should be heard during wrap-up. Not in `beforeWrapupTask`: another listener
 * may cancel the action, and each of them is called all the same.
 */
export function hookWrapupTask(carrier: Carrier & { extension: Extension }): void {
  Actions.replaceAction("WrapupTask", async (payload, original) => {
    if (carriesTask(carrier, payload?.task)) carrier.extension.hangUp();
    return original(payload);
  });
}
