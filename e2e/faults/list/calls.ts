// Faults of the microphone, and what callers and agents do.

import { answerMicrophone } from "../../harness/permissions.ts";
import * as deeds from "../deeds.ts";
import { endedBeforeAPopupOpens, lost, none, nobodyIsCalled, thereIsNoCall } from "../exceptions.ts";
import type { Fault } from "../fault.ts";

const SECOND = 1_000;
const MICROPHONE = "The microphone";
const CALLS = "Calls";

/** People, and the microphone. */
export const CALL_FAULTS: Fault[] = [
  {
    group: MICROPHONE,
    name: "its permission is withdrawn for 5 s",
    simulated: ["its permission is withdrawn for 10 s"],
    lastsMs: 5 * SECOND,
    begin: ({ chrome }) => answerMicrophone(chrome, "denied"),
    end: ({ chrome }) => answerMicrophone(chrome, "granted"),
    except: [
      lost(
        ["ringing"],
        "Without a microphone nobody can be answered: the call is not taken. The agent sees what is wrong " +
          "with the microphone.",
      ),
    ],
    always: ["ready", "on a call"],
  },
  {
    group: CALLS,
    name: "a second one comes, and gives up after 5 s",
    lastsMs: 5 * SECOND,
    begin: (scene) => deeds.furtherCalls(scene, 1),
    except: [nobodyIsCalled],
  },
  {
    group: CALLS,
    name: "a second and a third one come, and give up after 5 s",
    lastsMs: 5 * SECOND,
    begin: (scene) => deeds.furtherCalls(scene, 2),
    except: [nobodyIsCalled],
    always: ["connecting", "on a call, muted"],
  },
  {
    group: CALLS,
    name: "the far end hangs up",
    begin: async (scene) => {
      scene.isEnded = true;
      // In the state “ending” the agent was quicker.
      if (scene.call) await scene.sandbox.hangUp(scene.call).catch(() => {});
    },
    except: [thereIsNoCall],
    always: ["ringing", "connecting", "ending"],
  },
  {
    group: CALLS,
    name: "the agent restarts the client, and agrees to end the call",
    registersAnew: true,
    begin: deeds.restart,
    except: [none(["waiting for Flex"], "There is nothing to restart."), endedBeforeAPopupOpens],
    always: ["connecting"],
  },
];
