// What the extension remembers may be of another version, or damaged: it begins without it, and never
// goes on failing.

import type { Chrome } from "../harness/chrome.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { until } from "../harness/until.ts";
import { spoilWasm } from "../harness/wasm.ts";

type Stored = Record<string, unknown>;

/** What is in one of the extension's storages. */
async function stored(chrome: Chrome, area: "session" | "local"): Promise<Stored> {
  const { page } = await chrome.openPopup();
  const all = await page.evaluate((area) => (globalThis as any).chrome.storage[area].get(), area);
  await page.close();
  return all;
}

/** Puts something else there. */
async function store(chrome: Chrome, area: "session" | "local", values: Stored): Promise<void> {
  const { page } = await chrome.openPopup();
  await page.evaluate(([area, values]) => (globalThis as any).chrome.storage[area].set(values), [area, values] as const);
  await page.close();
}

const GARBAGE: [string, unknown][] = [
  ["text", "☎ not a state"],
  ["nothing", ""],
  ["a number", 7],
  ["an object", { account: "AC1", tabs: [{}], devices: null, call: {} }],
  ["bytes", "\u0001".repeat(300)],
];

for (const [what, garbage] of GARBAGE) {
  test(`a worker that finds ${what} in its storage is ready all the same`, async ({
    sandbox,
    chrome,
    flex,
  }) => {
    await store(chrome, "session", { client: garbage, record: garbage });
    await store(chrome, "local", { client: garbage });
    await chrome.serviceWorker.kill();
    await flex.refresh();

    await flex.ready();
    const call = await sandbox.answeredCall(IDENTITY);
    await flex.beatsOn(20_000, () => chrome.serviceWorker.kill());
    await flex.says({ call: { callSid: call, state: "active" } });
    await flex.hangUp.click();
    await sandbox.callIs(call, "ended");
  });
}

test("a state with one character wrong costs no call", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  for (let n = 1; n <= 6; n += 1) {
    const state = String((await stored(chrome, "session"))["client"]);
    const at = Math.floor((state.length * n) / 7);
    const wrong = String.fromCharCode((state.charCodeAt(at) + n) % 256);
    await store(chrome, "session", { client: state.slice(0, at) + wrong + state.slice(at + 1) });
    const before = (await sandbox.events()).length;
    await flex.beatsOn(20_000, () => chrome.serviceWorker.kill());
    await until("the worker is registered again", async () =>
      (await sandbox.events(before)).some(({ what }) => what === "registered"),
    );
    await flex.says({ call: { callSid: call, state: "active" } });
  }

  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

/**
 * Lets the core trap whenever it wakes from what is in these storages, as a bug in it would: an import
 * that throws ends the wasm's turn as a trap does, and `Math.random` is the first that a turn calls.
 */
function trapOn(areas: "session" | "session and local"): string {
  return `{
    const { random } = Math;
    const { session, local } = chrome.storage;
    const getSession = session.get.bind(session);
    const getLocal = local.get.bind(local);
    let isPoisoned = false;
    session.get = (keys) => {
      isPoisoned = true;
      return getSession(keys);
    };
    local.get = async (keys) => {
      const all = await getLocal(keys);
      isPoisoned = ${areas !== "session"} && all.client?.tabs?.length > 0;
      return all;
    };
    Math.random = () => {
      if (isPoisoned) throw new WebAssembly.RuntimeError("poisoned");
      return random();
    };
  }`;
}

for (const [areas, traps] of [
  ["session", 1],
  ["session and local", 2],
] as const) {
  test(`what the core traps on is not tried for ever (${areas})`, async ({
    sandbox,
    chrome,
    flex,
    witness,
  }) => {
    witness.expect(/poisoned|RuntimeError|previous WASM instance|stale object/);
    const popup = await chrome.openPopup();
    await chrome.serviceWorker.evaluate(trapOn(areas));
    const before = (await sandbox.events()).length;
    // A trap of another kind makes it wake anew.
    await spoilWasm(chrome, "background.js");
    await flex.renewToken.click();
    const isTrap = ({ text }: { text: string }) => text.includes("poisoned");
    await until("it has trapped on all of it", () => witness.exceptions.filter(isTrap).length >= traps);
    if (areas !== "session") {
      // With nothing left to know it by, the page has to say anew who it is.
      await expect(popup.headline).toHaveText("Waiting for Flex");
      await flex.refresh();
    }

    await until("it is registered again", async () =>
      (await sandbox.events(before)).some(({ what }) => what === "registered"),
    );
    await flex.takesNextCall(sandbox);
  });
}
