import { Actions } from "@twilio/flex-ui";

import type { Carrier } from "../../call/carries";
import { carriesTask, flexHasCall } from "../../call/carries";
import type { Extension } from "../../extension/Extension";

/** Hangs up in the extension where Flex knows of no call, instead of saying that there is none. */
export function hookHangupCall(carrier: Carrier & { extension: Extension }): void {
  Actions.replaceAction("HangupCall", async (payload, original) => {
    if (flexHasCall() || !carriesTask(carrier, payload?.task)) return original(payload);
    carrier.extension.hangUp();
  });
}
