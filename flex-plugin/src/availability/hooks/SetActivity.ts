import { Actions } from "@twilio/flex-ui";

import type { Notifier } from "../../notifications/Notifier";
import type { Availability } from "../Availability";

/** Refuses activities that the voice client rules out, and says why. */
export function hookSetActivity(availability: Availability, notifier: Notifier): void {
  Actions.addListener(
    "beforeSetActivity",
    (payload: { activitySid?: string }, cancel: () => void) => {
      const refusal = payload.activitySid && availability.refuses(payload.activitySid);
      if (!refusal) return;
      cancel();
      notifier.refuse(refusal === "reserved" ? "ActivityReserved" : "ActivityNotReady");
    },
  );
}
