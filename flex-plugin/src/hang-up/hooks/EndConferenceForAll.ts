import { Actions } from "@twilio/flex-ui";

import type { Carrier } from "../../call/carries";
import { carriesTask, flexHasCall } from "../../call/carries";

/** Ends the conference of a call of the extension's also where Flex knows of no call. */
export function hookEndConferenceForAll(carrier: Carrier): void {
  Actions.replaceAction("EndConferenceForAll", async (payload, original) => {
    if (flexHasCall() || !carriesTask(carrier, payload?.task)) return original(payload);
    return payload.task.endConference();
  });
}
