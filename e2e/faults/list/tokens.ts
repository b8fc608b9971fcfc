// Faults of tokens, and of the Function that gives them.

import type { FunctionBehaviour } from "../../harness/sandbox.ts";
import * as deeds from "../deeds.ts";
import { none, thereIsNoTab } from "../exceptions.ts";
import type { Fault } from "../fault.ts";
import { STATES } from "../states.ts";

const SECOND = 1_000;
const TOKENS = "Tokens";
const FUNCTION = "The token Function, unwell for a second";

/** Whoever has a voice token does not need the Function. */
const needsFunction = none(
  STATES.filter((it) => !["fetching the token", "ready", "on a call"].includes(it)),
  "With a voice token in hand the client is not in need of the Function, and without Flex it does not " +
    "ask it: see the other states. The simulation plays it here as well.",
);

/** The Function answers so for a while, and is asked. */
function functionAnswers(name: string, behaviours: FunctionBehaviour[], more: Partial<Fault> = {}): Fault {
  return {
    group: FUNCTION,
    name,
    lastsMs: SECOND,
    begin: async (scene) => {
      for (const behaviour of behaviours) {
        await scene.sandbox.setFunction(behaviour);
        if (!scene.flex) continue;
        await scene.sandbox.event("token requested", () => scene.tab.renewToken.click());
      }
    },
    end: ({ sandbox }) => sandbox.setFunction({}),
    ...more,
    except: [needsFunction, ...(more.except ?? [])],
  };
}

const crowd = none(
  ["fetching the token"],
  "The client asks again within 2 s to 5 min, evenly spread: the simulation waits for that.",
);

/** Tokens as Flex, the Function and Twilio have them. */
export const TOKEN_FAULTS: Fault[] = [
  {
    group: TOKENS,
    name: "the voice token ends, because the Function fails for 5 s",
    simulated: ["the voice token ends, because the Function fails for 2 min"],
    lastsMs: 5 * SECOND,
    begin: async ({ sandbox }) => {
      await sandbox.setFunction({ mode: "status", status: 500 });
      await sandbox.expireTokens("voice");
    },
    end: ({ sandbox }) => sandbox.setFunction({}),
    always: ["connecting"],
  },
  {
    group: TOKENS,
    name: "Twilio refuses every voice token for 10 s (revoked)",
    lastsMs: 10 * SECOND,
    begin: async ({ sandbox }) => {
      await sandbox.setSignalling({ refuseToken: "invalid" });
      await sandbox.expireTokens("voice");
    },
    end: deeds.letSocketsIn,
  },
  {
    group: TOKENS,
    name: "the Function gives a token of another identity for 2 s",
    simulated: ["the Function gives a token of another identity"],
    lastsMs: 2 * SECOND,
    lagMs: 5 * SECOND,
    begin: (scene) => deeds.giveToken(scene, { identity: deeds.SOMEBODY_ELSE }),
    end: (scene) => scene.tab.renewToken.click(),
    except: [thereIsNoTab],
    always: ["ringing", "on a call"],
  },
  {
    group: TOKENS,
    name: "the Flex token ends, and is renewed 5 s late",
    simulated: [
      "the Flex token ends, and is renewed 20 s late",
      "the Flex token ends, and is not renewed for 30 min",
      "all are closed for two hours, beyond the Flex token's end",
    ],
    lastsMs: 8 * SECOND,
    begin: (scene) => deeds.giveLastToken(scene, 3 * SECOND),
    end: deeds.flexRenews,
    except: [thereIsNoTab],
    always: ["on a call"],
  },
  functionAnswers("401", [{ mode: "status", status: 401 }]),
  functionAnswers("403", [{ mode: "status", status: 403 }]),
  functionAnswers("429", [{ mode: "status", status: 429 }], { except: [crowd] }),
  functionAnswers("500", [{ mode: "status", status: 500 }], { always: ["fetching the token"] }),
  functionAnswers("503", [{ mode: "status", status: 503 }], { except: [crowd] }),
  functionAnswers(
    "HTML, `{}`, half an answer, a token for nobody",
    (["html", "empty", "garbled", "nobody"] as const).map((mode) => ({ mode })),
  ),
  functionAnswers("well, after 3 s", [{ delayMs: 3 * SECOND }], { simulated: ["well, after 10 s"] }),
  functionAnswers("nothing at all", [{ mode: "never" }]),
];
