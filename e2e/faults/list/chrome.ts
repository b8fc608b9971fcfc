// Faults of Chrome and the extension, and of what its contexts say to each other.

import { crashAudio } from "../../harness/processes.ts";
import * as deeds from "../deeds.ts";
import {
  endedBeforeAPopupOpens,
  none,
  notKept,
  thereIsNoCall,
  thereIsNoDocument,
  thereIsNoTab,
} from "../exceptions.ts";
import type { Fault } from "../fault.ts";

const SECOND = 1_000;
const CHROME = "Chrome and the extension";
const MESSAGES = "Messages between the contexts";

/** They are brought about from outside: what ships has no hook for them. */
export const CHROME_FAULTS: Fault[] = [
  {
    group: CHROME,
    name: "the worker is killed",
    withinMs: SECOND,
    registersAnew: true,
    begin: ({ chrome }) => chrome.serviceWorker.kill(),
    always: ["registering", "ringing", "connecting", "ending"],
  },
  {
    group: CHROME,
    name: "the worker is killed once a second, ten times",
    registersAnew: true,
    lagMs: SECOND,
    begin: ({ chrome }) => deeds.everySecond(10, () => chrome.serviceWorker.kill()),
    except: [none(["waiting for Flex"], "Before there is Flex nobody wakes the worker so often.")],
  },
  {
    group: CHROME,
    name: "the worker is killed, and the agent mutes at once",
    registersAnew: true,
    begin: async (scene) => {
      await scene.chrome.serviceWorker.kill();
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
      await scene.chrome.serviceWorker.kill();
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
    begin: ({ chrome }) => chrome.offscreenDocument.close(),
    except: [thereIsNoDocument],
    always: ["registering", "ready", "connecting", "reconnecting"],
  },
  {
    group: CHROME,
    name: "worker and offscreen document die together",
    withinMs: 5 * SECOND,
    registersAnew: true,
    begin: async ({ chrome }) => {
      await chrome.offscreenDocument.close();
      await chrome.serviceWorker.kill();
    },
    except: [thereIsNoDocument],
    always: ["ready", "ringing", "connecting", "on a call, muted"],
  },
  {
    group: CHROME,
    name: "the process that microphone and speaker go through crashes",
    withinMs: 5 * SECOND,
    // What was sent before does not count as heard any more then.
    lastsMs: 400,
    begin: ({ chrome }) => crashAudio(chrome),
    except: [
      thereIsNoCall,
      none(["ringing"], "There is no document yet that could have opened the microphone."),
    ],
  },
  {
    group: CHROME,
    name: "the worker's wasm traps",
    simulated: ["the wasm traps twice; the second time it pauses for 1 s before it is made anew"],
    withinMs: 2 * SECOND,
    registersAnew: true,
    // Each trap is followed by a longer pause than the one before.
    lasting: true,
    throws: /RuntimeError|previous WASM instance|stale object/,
    begin: deeds.trap,
    always: ["connecting"],
  },
  {
    group: CHROME,
    name: "storage is full for 10 s, and the worker is killed meanwhile",
    simulated: ["storage fails for 10 s, and the worker is killed meanwhile"],
    registersAnew: true,
    begin: async (scene) => {
      await deeds.fillStorage(scene);
      await deeds.lasts(5 * SECOND);
      await scene.chrome.serviceWorker.kill();
      await deeds.lasts(5 * SECOND);
    },
    end: deeds.emptyStorage,
    except: [endedBeforeAPopupOpens],
  },
  {
    group: CHROME,
    name: "the saved state can't be read",
    registersAnew: true,
    begin: async (scene) => {
      await deeds.spoilStorage(scene);
      await scene.chrome.serviceWorker.kill();
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
    begin: ({ chrome }) => chrome.extension.reload(),
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
    begin: ({ chrome }) => chrome.extension.crash(),
    end: ({ chrome }) => chrome.extension.start(),
    except: [notKept],
    always: ["connecting"],
  },
  {
    group: CHROME,
    name: "the browser is closed, and started again",
    simulated: [
      "the browser is closed, and started again with Flex 5 s later",
      "the browser is closed, and started again 40 s later",
    ],
    lagMs: 20 * SECOND,
    registersAnew: true,
    begin: (scene) => scene.restartBrowser(),
    except: [notKept],
    note:
      "An extension that the command line loads is installed anew at each start, and is not told of " +
      "the start. One that is installed for good is told, and forgets a call of two minutes ago then; " +
      "[`rollout.spec.ts`](../e2e/tests/rollout.spec.ts) starts such a one again.",
  },
  {
    group: CHROME,
    name: "the popup is closed in the middle of a click",
    begin: deeds.muteAndClosePopup,
    except: [thereIsNoCall, endedBeforeAPopupOpens],
    always: ["on a call"],
  },
  {
    group: MESSAGES,
    name: "a page says a thousand things at once",
    begin: (scene) => scene.tab.post(...Array.from({ length: 250 }, () => deeds.CHATTER).flat()),
    except: [thereIsNoTab],
    always: ["fetching the token", "connecting"],
  },
];
