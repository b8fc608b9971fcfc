// Faults of the Flex tab.

import * as deeds from "../deeds.ts";
import { thereIsNoTab } from "../exceptions.ts";
import type { Fault } from "../fault.ts";

const SECOND = 1_000;
const FLEX = "The Flex tab";

/** All tabs are one tab here: the simulation has several. */
export const FLEX_FAULTS: Fault[] = [
  {
    group: FLEX,
    name: "it is refreshed",
    begin: (scene) => scene.tab.refresh(),
    except: [thereIsNoTab],
    always: ["fetching the token", "connecting", "ending"],
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
];
