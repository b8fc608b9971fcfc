import { Actions } from "@twilio/flex-ui";

import type { Availability } from "../Availability";

/** Takes note that the agent signs out. */
export function hookLogout(availability: Availability): void {
  Actions.addListener("beforeLogout", () => availability.signOut());
}
