// Faults of the computer that the browser runs on, and of its clock.

import * as deeds from "../deeds.ts";
import { HEARD, lost, none } from "../exceptions.ts";
import type { Fault } from "../fault.ts";

const SECOND = 1_000;
const COMPUTER = "The computer and its clock";

/** As long as Twilio keeps a call whose agent shows no sign of life, and a little longer. */
const LONG_SLEEP_MS = 40 * SECOND;
const STOPPED = "All of the browser's processes are stopped for so long.";

/** The computer is the machine's: it is the browser's processes that sleep. */
export const COMPUTER_FAULTS: Fault[] = [
  {
    group: COMPUTER,
    name: "it sleeps for 20 s",
    note: STOPPED,
    lagMs: 2 * SECOND,
    begin: (scene) => deeds.sleep(scene, 20 * SECOND),
    except: [
      none(
        ["reconnecting"],
        "Media that were lost before are lost for about as long then as Twilio's SDK tries to get " +
          "them back (30 s): chance decides.",
      ),
    ],
  },
  {
    group: COMPUTER,
    name: "it sleeps for 40 s, and its connections die",
    simulated: ["it sleeps for 10 min", "it sleeps for 10 h"],
    note: STOPPED,
    lagMs: 2 * SECOND,
    registersAnew: true,
    begin: async (scene) => {
      await deeds.loseNetwork(scene);
      await deeds.sleep(scene, LONG_SLEEP_MS);
      await deeds.restoreNetwork(scene);
    },
    except: [
      lost(
        ["ringing", "connecting", ...HEARD],
        "A computer that sleeps holds no call: Twilio ends one whose agent's side shows no sign of " +
          "life for 30 s. The agent sees that the call was lost, and is ready again.",
      ),
    ],
  },
];
