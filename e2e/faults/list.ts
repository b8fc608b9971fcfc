// The faults, and how a real browser is brought to have them.

import type { FunctionBehaviour } from "../harness/sandbox.ts";
import * as deeds from "./deeds.ts";
import type { Exception, Fault } from "./fault.ts";
import { STATES, type State } from "./states.ts";

const SECOND = 1_000;

const NO_CALL: State[] = ["waiting for Flex", "fetching the token", "registering", "ready"];
const NO_TAB: State[] = ["waiting for Flex"];
const NOBODY: State[] = ["waiting for Flex", "fetching the token", "registering"];
const HEARD: State[] = ["on a call", "on a call, muted", "reconnecting"];

function none(states: readonly State[], why: string): Exception {
  return { states, outcome: "none", why };
}

function lost(states: readonly State[], why: string): Exception {
  return { states, outcome: "lost", why };
}

const thereIsNoCall = none(NO_CALL, "There is no call.");
const thereIsNoTab = none(NO_TAB, "There is no Flex tab.");
const thereIsNoDocument = none(NO_TAB, "There is no offscreen document yet.");
const nobodyIsCalled = none(
  NOBODY,
  "Nobody is registered who could be called: Twilio tries elsewhere.",
);
const notKept = lost(
  ["ringing"],
  "What it takes to answer a call that no document has yet is not on disk: the caller goes on " +
    "ringing until Twilio tries elsewhere.",
);
/** A fault of a minute is played where it matters most; the simulation plays it everywhere. */
function only(...states: State[]): Exception {
  return none(
    STATES.filter((it) => !states.includes(it)),
    "Too long a fault to be played in every state here: the simulation plays it.",
  );
}

const CHROME = "Chrome and the extension";
const MESSAGES = "Messages between the contexts";
const FLEX = "The Flex tab";
const NETWORK = "The network";
const TOKENS = "Tokens";
const FUNCTION = "The token Function, asked for a minute";
const MICROPHONE = "The microphone";
const CALLS = "Calls";

/** The signalling socket is lost for so long. */
function socketLoss(seconds: number, more: Partial<Fault> = {}): Fault {
  return {
    group: NETWORK,
    name: `the signalling socket is lost for ${seconds} s`,
    lastsMs: seconds * SECOND,
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

/** Whoever has a voice token does not need the Function. */
const needsFunction = none(
  ["registering", "ringing", "on a call, muted", "reconnecting", "ending"],
  "With a voice token in hand the client is not in need of the Function: see the other states. The " +
    "simulation plays it here as well.",
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

/** All of them. */
export const FAULTS: Fault[] = [
  {
    group: CHROME,
    name: "the worker is killed",
    withinMs: SECOND,
    registersAnew: true,
    begin: ({ chrome }) => chrome.killWorker(),
    always: ["fetching the token", "registering", "ringing", "connecting", "reconnecting", "ending"],
  },
  {
    group: CHROME,
    name: "the worker is killed once a second, ten times",
    registersAnew: true,
    lagMs: SECOND,
    begin: ({ chrome }) => deeds.everySecond(10, () => chrome.killWorker()),
    except: [none(["waiting for Flex"], "Before there is Flex nobody wakes the worker so often.")],
  },
  {
    group: CHROME,
    name: "the worker is killed, and the agent mutes at once",
    registersAnew: true,
    begin: async (scene) => {
      await scene.chrome.killWorker();
      scene.isMuted = true;
      await scene.tab.mute.click();
    },
    except: [thereIsNoCall],
    always: ["connecting", "on a call"],
  },
  {
    group: CHROME,
    name: "the worker is killed, and the agent hangs up at once",
    withinMs: SECOND,
    registersAnew: true,
    begin: async (scene) => {
      await scene.chrome.killWorker();
      scene.isEnded = true;
      await scene.tab.hangUp.click();
    },
    except: [thereIsNoCall],
    always: ["ringing", "connecting", "on a call"],
  },
  {
    group: CHROME,
    name: "the offscreen document crashes or is closed",
    withinMs: 5 * SECOND,
    begin: deeds.closeDocument,
    except: [thereIsNoDocument],
    always: ["registering", "ready", "connecting", "reconnecting"],
  },
  {
    group: CHROME,
    name: "worker and offscreen document die together",
    withinMs: 5 * SECOND,
    registersAnew: true,
    begin: async (scene) => {
      await deeds.closeDocument(scene);
      await scene.chrome.killWorker();
    },
    except: [thereIsNoDocument],
    always: ["ready", "ringing", "connecting", "on a call, muted"],
  },
  {
    group: CHROME,
    name: "the worker's wasm traps",
    simulated: ["the wasm traps twice; the second time it pauses for 1 s before it is made anew"],
    withinMs: 2 * SECOND,
    registersAnew: true,
    throws: /RuntimeError|previous WASM instance|stale object/,
    begin: deeds.trap,
    always: ["registering", "ringing", "connecting"],
  },
  {
    group: CHROME,
    name: "the saved state can't be read",
    registersAnew: true,
    begin: async (scene) => {
      await deeds.spoilStorage(scene);
      await scene.chrome.killWorker();
    },
    except: [notKept],
    always: ["ready", "connecting", "on a call, muted"],
  },
  {
    group: CHROME,
    name: "the extension is updated or reloaded",
    withinMs: 5 * SECOND,
    lagMs: 5 * SECOND,
    registersAnew: true,
    begin: ({ chrome }) => chrome.reloadExtension(),
    except: [notKept],
    always: ["registering", "connecting", "on a call"],
  },
  {
    group: CHROME,
    name: "the whole extension crashes, and is started again 5 s later",
    lastsMs: 5 * SECOND,
    lagMs: 10 * SECOND,
    withinMs: 5 * SECOND,
    registersAnew: true,
    begin: ({ chrome }) => chrome.crashExtension(),
    end: ({ chrome }) => chrome.startExtension(),
    except: [notKept],
    always: ["connecting"],
  },
  {
    group: CHROME,
    name: "the browser is closed, and started again",
    simulated: ["the browser is closed, and started again 40 s later"],
    lagMs: 20 * SECOND,
    registersAnew: true,
    begin: (scene) => scene.restartBrowser(),
    except: [notKept],
    note:
      "An extension that the command line loads is installed anew at each start, and is not told of " +
      "the start: it takes the call up, as after a crash. One that is installed for good is told, and " +
      "leaves the call, as in the simulation: a browser that is closed takes the call with it, and " +
      "the customer hears nothing until Twilio ends it 30 s later.",
  },
  {
    group: CHROME,
    name: "the popup is closed in the middle of a click",
    begin: deeds.muteAndClosePopup,
    except: [thereIsNoCall],
    always: ["on a call"],
  },
  {
    group: MESSAGES,
    name: "a page says a thousand things at once",
    begin: (scene) => scene.tab.post(...Array.from({ length: 250 }, () => deeds.CHATTER).flat()),
    except: [thereIsNoTab],
    always: ["fetching the token", "connecting"],
  },
  {
    group: FLEX,
    name: "it is refreshed",
    begin: (scene) => scene.tab.refresh(),
    except: [thereIsNoTab],
    always: ["fetching the token", "registering", "ringing", "connecting", "reconnecting", "ending"],
  },
  {
    group: FLEX,
    name: "it is closed; another is opened 10 s later",
    simulated: ["it is closed; another is opened 10 s later", "all are closed for half an hour"],
    lastsMs: 10 * SECOND,
    begin: (scene) => scene.closeFlex(),
    except: [thereIsNoTab],
  },
  {
    group: FLEX,
    name: "it crashes, and another is opened 3 s later",
    simulated: ["it crashes, and is loaded anew 10 s later"],
    lastsMs: 3 * SECOND,
    begin: deeds.crashFlex,
    except: [thereIsNoTab],
    always: ["connecting", "on a call"],
  },
  {
    group: FLEX,
    name: "it goes to another page, and back 3 s later",
    simulated: ["it goes to another page, and back a minute later"],
    lastsMs: 3 * SECOND,
    begin: (scene) => scene.tab.page.goto("about:blank"),
    end: (scene) => scene.tab.open(),
    except: [thereIsNoTab],
    always: ["on a call"],
  },
  socketLoss(1, { always: ["registering", "ready", "connecting", "ending"] }),
  socketLoss(5, { always: ["on a call, muted"] }),
  socketLoss(20, { except: [only("ready", "ringing", "connecting", ...HEARD)] }),
  socketLoss(60, {
    // Who is cut off is not told of the end.
    lagMs: 5 * SECOND,
    except: [
      only("ready", "on a call"),
      lost(
        ["on a call"],
        "Twilio's SDK keeps a call without signalling for 30 s at most, and Twilio ends the " +
          "customer's leg then. The agent sees that the call was lost, and is ready again.",
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
  mediaCut(1, { always: ["connecting"] }),
  mediaCut(5),
  mediaCut(15, { except: [only("ringing", "connecting", ...HEARD)], always: ["on a call"] }),
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
    registersAnew: true,
    begin: async (scene) => {
      await scene.sandbox.setFunction({ mode: "never" });
      await deeds.loseNetwork(scene);
    },
    end: async (scene) => {
      await scene.sandbox.setFunction({});
      await deeds.restoreNetwork(scene);
    },
    except: [only("fetching the token", "ready", "connecting", ...HEARD)],
  },
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
    except: [thereIsNoTab],
    always: ["on a call"],
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
    except: [thereIsNoTab],
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
    always: ["connecting", "on a call"],
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
  {
    group: MICROPHONE,
    name: "its permission is withdrawn for 5 s",
    simulated: ["its permission is withdrawn for 10 s"],
    lastsMs: 5 * SECOND,
    begin: ({ chrome }) => chrome.answerMicrophone("denied"),
    end: ({ chrome }) => chrome.answerMicrophone("granted"),
    always: ["ready"],
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
    always: ["ringing", "connecting", "reconnecting", "ending"],
  },
  {
    group: CALLS,
    name: "the agent restarts the client, and agrees to end the call",
    registersAnew: true,
    begin: deeds.restart,
    except: [none(["waiting for Flex"], "There is nothing to restart.")],
    always: ["connecting"],
  },
];

/** Faults of the simulation that are not played here, and why. */
export const ONLY_SIMULATED: { faults: string[]; why: string }[] = [
  {
    faults: ["storage fails for 10 s, and the worker is killed meanwhile"],
    why: "Chrome's storage does not fail on demand.",
  },
  {
    faults: ["Chrome has an update of the extension"],
    why: "An extension that is loaded unpacked gets no updates; what follows one is a reload.",
  },
  {
    faults: [
      "every message arrives twice for 10 s",
      "every message is 2 s late for 10 s",
      "messages of different Ports overtake each other for 10 s",
      "messages are lost for 3 s, and the Ports close and open again",
    ],
    why: "Chrome's Ports can't be made worse than they are.",
  },
  { faults: ["all is offline for 5 min"], why: "20 s are played here." },
  { faults: ["no connection"], why: "The sandbox answers everybody; see *nothing at all*." },
  {
    faults: [
      "20104, 31204: the voice token",
      "31005, 53000: the network, which is back 1 s later",
      "31402: the microphone",
      "31480: the call",
      "31100: any other",
      "53001: signalling",
      "53405: media",
      "20104: the token",
      "31003: the network",
    ],
    why: "Twilio's SDK makes these errors; what it makes them of is played here: tokens that end, sockets that are lost, media that are cut.",
  },
  {
    faults: [
      "there is none for 10 s",
      "the headset is unplugged for 10 s",
      "another program holds it for 10 s",
    ],
    why: "Chromium's fake devices can't be unplugged; [`devices.spec.ts`](../e2e/tests/devices.spec.ts) takes one away from a call.",
  },
  {
    faults: [
      "it sleeps for 20 s",
      "it sleeps for 10 min",
      "it sleeps for 10 h",
      "the clock is set forward by 10 min, and right a minute later",
      "the clock is set forward by 10 h, and right a minute later",
      "the clock is set back by 10 min, and stays so",
      "the clock is set back by 10 h, and stays so",
    ],
    why: "The clock is the machine's.",
  },
];
