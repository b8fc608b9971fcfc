// Faults of the network.

import * as deeds from "../deeds.ts";
import { HEARD, lost } from "../exceptions.ts";
import type { Fault } from "../fault.ts";

const SECOND = 1_000;
const NETWORK = "The network";
/** How long after a socket loss, once the network is back, all is well again. */
const BACK_MS = 2 * SECOND;

/** The signalling socket is lost for so long. */
function socketLoss(seconds: number, more: Partial<Fault> = {}): Fault {
  return {
    group: NETWORK,
    name: `the signalling socket is lost for ${seconds} s`,
    lastsMs: seconds * SECOND,
    withinMs: BACK_MS,
    registersAnew: true,
    begin: deeds.loseSockets,
    end: deeds.letSocketsIn,
    ...more,
  };
}

/** No media come through for so long. */
function mediaCut(seconds: number, more: Partial<Fault> = {}): Fault {
  return {
    group: NETWORK,
    name: `the media path is cut for ${seconds} s`,
    lastsMs: seconds * SECOND,
    begin: ({ sandbox }) => sandbox.cutMedia(true),
    end: ({ sandbox }) => sandbox.cutMedia(false),
    ...more,
  };
}

/** The network as the sandbox has it. */
export const NETWORK_FAULTS: Fault[] = [
  socketLoss(1, { always: ["ready", "connecting"] }),
  socketLoss(5, { always: ["on a call, muted"] }),
  socketLoss(20),
  socketLoss(60, {
    // Without signalling nobody hears that a call that rings has ended meanwhile.
    lagMs: 40 * SECOND,
    except: [
      lost(
        ["ringing", "connecting", ...HEARD],
        "Twilio keeps a call whose agent's side has no signalling for 30 s at most, and tells nobody of " +
          "its end; the client gives it up then. The agent sees that the call was lost, and is ready again.",
      ),
    ],
  }),
  {
    group: NETWORK,
    name: "signalling is refused with 503 for 5 s",
    simulated: ["signalling is refused with 503 for 30 s"],
    lastsMs: 5 * SECOND,
    begin: ({ sandbox }) => sandbox.setSignalling({ refuse: true }),
    end: deeds.letSocketsIn,
    always: ["connecting"],
  },
  {
    group: NETWORK,
    name: "signalling sends everybody away for 5 s, with `Retry-After`",
    simulated: ["signalling is refused with 503 for 30 s"],
    lastsMs: 5 * SECOND,
    registersAnew: true,
    begin: async ({ sandbox }) => {
      await sandbox.setSignalling({ retryAfter: 5 });
      await sandbox.dropSockets();
    },
    end: deeds.letSocketsIn,
    always: ["ready", "on a call"],
  },
  mediaCut(1, { always: ["connecting"] }),
  mediaCut(5, { always: ["on a call"] }),
  mediaCut(15),
  // The SDK ends a call at the first failure of ICE after 30 s, and the third document has it by then.
  mediaCut(90),
  {
    group: NETWORK,
    name: "the network's address changes: all connections anew within 2 s",
    lastsMs: 2 * SECOND,
    registersAnew: true,
    begin: deeds.loseNetwork,
    end: deeds.restoreNetwork,
    always: ["on a call"],
  },
  {
    group: NETWORK,
    name: "all is offline for 20 s",
    lastsMs: 20 * SECOND,
    withinMs: BACK_MS,
    registersAnew: true,
    begin: async (scene) => {
      await scene.sandbox.setFunction({ mode: "never" });
      await deeds.loseNetwork(scene);
    },
    end: async (scene) => {
      await scene.sandbox.setFunction({});
      await deeds.restoreNetwork(scene);
    },
  },
];
