import { Actions } from "@twilio/flex-ui";

import type { Carrier } from "../../call/carries";
import { flexHasCall } from "../../call/carries";
import type { Extension } from "../../extension/Extension";

/** Leaves a monitored call that the extension has also where Flex knows of no call. */
export function hookStopMonitoringCall(carrier: Carrier & { extension: Extension }): void {
  Actions.replaceAction("StopMonitoringCall", async (payload, original) => {
    if (carrier.voice.get().is !== "off" && !flexHasCall()) carrier.extension.hangUp();
    return original(payload);
  });
}
