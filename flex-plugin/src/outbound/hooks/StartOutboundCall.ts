import { Actions } from "@twilio/flex-ui";

import type { Notifier } from "../../notifications/Notifier";
import type { Readable } from "../../store";
import type { Texts } from "../../strings/strings";
import type { Voice } from "../../voice";
import type { DeviceListener } from "../flexMicrophone";
import { asIfFlexHadAMicrophone } from "../flexMicrophone";

interface Needs {
  readonly voice: Readable<Voice>;
  readonly notifier: Notifier;
  readonly texts: Texts;
  /** What answers for Flex's own microphone, if Flex has it. */
  listener(): DeviceListener | undefined;
  /** Whether Flex's own voice client has failed: Flex then starts no call, and says nothing. */
  isFlexVoiceDegraded(): boolean;
}

/**
 * Calls out only while the extension can take the agent's side of the call. Flex's dialpad shows
 * the text of an action's error; of one that a listener cancels, it shows a text of Flex's.
 */
export function hookStartOutboundCall(needs: Needs): void {
  const { voice, notifier, texts, listener, isFlexVoiceDegraded } = needs;
  Actions.replaceAction("StartOutboundCall", async (payload, original) => {
    const { is } = voice.get();
    if (is === "off") return original(payload);
    if (is === "ready" || is === "onCall") {
      if (isFlexVoiceDegraded()) throw new Error(texts("VoiceClientCallNotStarted"));
      return asIfFlexHadAMicrophone(listener(), () => original(payload));
    }
    notifier.refuse("CallNotReady");
    throw new Error(texts("VoiceClientCallNotReady"));
  });
}
