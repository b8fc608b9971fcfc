import { Actions } from "@twilio/flex-ui";

import type { Notifier } from "../../notifications/Notifier";
import type { Readable } from "../../store";
import type { Voice } from "../../voice";

/** Refuses to call somebody while the extension could not take the agent's side of the call. */
export function hookStartOutboundCall(voice: Readable<Voice>, notifier: Notifier): void {
  Actions.addListener("beforeStartOutboundCall", (_payload: unknown, cancel: () => void) => {
    const { is } = voice.get();
    if (is === "off" || is === "ready" || is === "onCall") return;
    cancel();
    notifier.refuse("CallNotReady");
  });
}
