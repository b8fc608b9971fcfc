import { Actions } from "@twilio/flex-ui";

import type { Notifier } from "../../notifications/Notifier";
import type { Readable } from "../../store";
import type { Texts } from "../../strings/strings";
import type { Voice } from "../../voice";

/**
 * Refuses to call somebody while the extension could not take the agent's side of the call. Flex's
 * dialpad shows the text of an action's error; of one that a listener cancels, it shows Flex's own.
 */
export function hookStartOutboundCall(
  voice: Readable<Voice>,
  notifier: Notifier,
  texts: Texts,
): void {
  Actions.replaceAction("StartOutboundCall", async (payload, original) => {
    const { is } = voice.get();
    if (is === "off" || is === "ready" || is === "onCall") return original(payload);
    notifier.refuse("CallNotReady");
    throw new Error(texts("VoiceClientCallNotReady"));
  });
}
