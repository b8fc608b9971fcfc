// The agent notices nothing, or next to nothing, of wasm that is unfit for use.

import { expect, IDENTITY, test } from "../harness/test.ts";
import { heardDuring } from "../harness/stretch.ts";
import { until } from "../harness/until.ts";
import { spoilWasm } from "../harness/wasm.ts";
import type { Witness } from "../harness/witness.ts";

/** What is in the console of a program that has trapped, and of what still called it afterwards. */
const TRAPPED = /RuntimeError|previous WASM instance|stale object/;

/** Returns once a trap is in a console, after so many other exceptions; nothing else may be. */
async function trapped(witness: Witness, after = 0): Promise<void> {
  const isTrap = ({ text }: { text: string }) => TRAPPED.test(text);
  await until("it has trapped", () => witness.exceptions.slice(after).some(isTrap));
}

// What the instance before has left to timers may come as late as the test's end.
test.beforeEach(({ witness }) => witness.expect(TRAPPED));

test("a worker whose wasm has trapped takes the next call", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  await spoilWasm(chrome, "background.js");
  const popup = await chrome.openPopup();
  await trapped(witness);
  await expect(popup.headline).toHaveText("Ready for calls");
  await expect
    .poll(async () => (await sandbox.state()).sockets, { message: "the Device that was left over is gone" })
    .toHaveLength(1);

  const call = await sandbox.answeredCall(IDENTITY);
  await flex.endCall(sandbox, call);
});

test("a worker that gets no memory for its next wasm tries again", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  witness.expect(new RegExp(`${TRAPPED.source}|Cannot allocate`));
  await chrome.serviceWorker.evaluate(`{
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function () {
      WebAssembly.Instance = Instance;
      throw new RangeError("Cannot allocate Wasm memory for new instance");
    };
  }`);
  await spoilWasm(chrome, "background.js");
  const popup = await chrome.openPopup();
  await trapped(witness);
  await expect(popup.headline).toHaveText("Ready for calls");
  await flex.endCall(sandbox, await sandbox.answeredCall(IDENTITY));
});

test("a call outlives a trap in the worker, and is muted and hung up as before", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  const heard = await heardDuring(sandbox, call, async () => {
    await spoilWasm(chrome, "background.js");
    const popup = await chrome.openPopup();
    await trapped(witness);
    await expect(popup.headline).toHaveText("On a call");
    await popup.page.close();
  });
  expect(heard.packetsLost).toBe(0);
  await flex.mute.click();
  await sandbox.callIs(call, "silent");
  await flex.endCall(sandbox, call);
});

test("what is pressed in Flex is done though the worker's wasm traps on it", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await spoilWasm(chrome, "background.js");
  await flex.mute.click();
  await trapped(witness);
  await sandbox.callIs(call, "silent");
  await flex.says({ call: { callSid: call, muted: true } });
  await flex.unmute.click();
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

test("what a page says while a worker pauses after traps is heard after the pause", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  // The third trap is followed by a pause of 3 s.
  for (let traps = 1; traps <= 3; traps += 1) {
    const before = witness.exceptions.length;
    await spoilWasm(chrome, "background.js");
    const popup = await chrome.openPopup();
    await trapped(witness, before);
    // Only the next instance makes the button one to press.
    if (traps < 3) await expect(popup.mute).toBeEnabled();
    else await flex.mute.click();
    await popup.page.close();
  }
  await sandbox.callIs(call, "silent");
  await flex.endCall(sandbox, call);
});

test("a call is taken up again when the document's wasm has trapped", async ({
  sandbox,
  chrome,
  flex,
  witness,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await spoilWasm(chrome, "offscreen.html");
  await flex.mute.click();
  await trapped(witness);
  await sandbox.takenUp(call);
  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
});
