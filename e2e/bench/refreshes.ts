// What the customer hears of a refresh of Flex: the longest gap between two packets of the agent's
// sound, beside stretches as long in which nothing is refreshed. A third figure tells what of it is the
// machine's: the same page, refreshed as often where there is no extension in it.

import type { Chrome } from "../harness/chrome.ts";
import { IDENTITY, type FlexTab } from "../harness/flex.ts";
import type { Stage } from "../harness/stage.ts";
import { goesOn, heardDuring } from "../harness/stretch.ts";
import { add, median } from "./figures.ts";

const REFRESHES = 3;
/** How often a stretch with refreshes is compared with the others. */
const STRETCHES = 9;
/** What a page that refreshes itself says when it has done so. */
const REFRESHED = "refreshed";
/** Where such a page keeps how often it still is to. */
const LEFT = "refreshes";

/**
 * Run in a page before its own scripts: it refreshes itself as often as it is to. Whoever has it
 * refreshed from outside takes the processors' time. In Flex it waits until it knows of the call.
 */
function refreshesItself({ said, left, hears }: { said: string; left: string; hears: boolean }): void {
  const next = () => {
    const times = Number(sessionStorage.getItem(left));
    if (times === 0) return;
    sessionStorage.setItem(left, String(times - 1));
    if (times > 1) location.reload();
    else console.info(said);
  };
  if (hears) window.addEventListener("message", ({ data }) => data?.payload?.call && next());
  else window.addEventListener("load", () => setTimeout(next));
}

/** Run in the page: begins. */
function begin({ left, times }: { left: string; times: number }): void {
  sessionStorage.setItem(left, String(times));
  setTimeout(() => location.reload());
}

const BEGIN = { left: LEFT, times: REFRESHES };

/** Has the Flex tab refresh itself whenever that is called. */
async function refreshing({ page }: FlexTab): Promise<() => Promise<void>> {
  await page.addInitScript(refreshesItself, { said: REFRESHED, left: LEFT, hears: true });
  return async () => {
    const done = page.waitForEvent("console", (it) => it.text() === REFRESHED);
    await page.evaluate(begin, BEGIN);
    await done;
  };
}

/** The same with that page in a window of its own, in which there are no extensions: a private one. */
async function refreshingElsewhere({ devTools }: Chrome, url: string): Promise<() => Promise<void>> {
  const { browserContextId } = await devTools.send("Target.createBrowserContext");
  const { targetId } = await devTools.send("Target.createTarget", { url, browserContextId });
  const { sessionId } = await devTools.send("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method: string, params = {}) => devTools.send(method, params, sessionId);
  await tell("Page.enable");
  await tell("Runtime.enable");
  const itself = JSON.stringify({ said: REFRESHED, left: LEFT, hears: false });
  const source = `(${refreshesItself})(${itself})`;
  await tell("Page.addScriptToEvaluateOnNewDocument", { source });
  let done = () => {};
  devTools.listen((method, params, session) => {
    const isSaid = method === "Runtime.consoleAPICalled" && params.args[0]?.value === REFRESHED;
    if (isSaid && session === sessionId) done();
  });
  return async () => {
    const over = new Promise<void>((resolve) => (done = resolve));
    await tell("Runtime.evaluate", { expression: `(${begin})(${JSON.stringify(BEGIN)})` });
    await over;
  };
}

/** Adds the gaps to the figures. */
export async function measureRefreshes({ sandbox, chrome }: Stage, flex: FlexTab): Promise<void> {
  await flex.ready();
  const refresh = await refreshing(flex);
  const refreshElsewhere = await refreshingElsewhere(chrome, flex.page.url());
  const call = await sandbox.answeredCall(IDENTITY);
  const gaps = { calm: [] as number[], refreshed: [] as number[], elsewhere: [] as number[] };
  let lost = 0;
  for (let n = 0; n < STRETCHES; n += 1) {
    const refreshed = await heardDuring(sandbox, call, refresh);
    // The longest gap of a longer stretch would be longer.
    const calm = await heardDuring(sandbox, call, () =>
      goesOn(sandbox, call, refreshed.elapsedMs),
    );
    const elsewhere = await heardDuring(sandbox, call, refreshElsewhere);
    gaps.calm.push(calm.longestGapMs);
    gaps.refreshed.push(refreshed.longestGapMs);
    gaps.elsewhere.push(elsewhere.longestGapMs);
    lost += refreshed.packetsLost;
  }
  await flex.hangUp.click();
  await sandbox.callIs(call, "ended");
  add("longest audio gap without a refresh", "ms", gaps.calm);
  add("longest audio gap over 3 refreshes", "ms", gaps.refreshed, median(gaps.calm));
  add("  the same of a page without the extension", "ms", gaps.elsewhere);
  if (lost > 0) console.log(`✗ ${lost} packets were lost over the refreshes`);
}
