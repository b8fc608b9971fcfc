// What docs/ROLLOUT.md promises an administrator who brings the client to many.

import { heardByAgent } from "../harness/audio.ts";
import type { Chrome } from "../harness/chrome.ts";
import { setNotifications } from "../harness/notifications.ts";
import { canSetPolicies } from "../harness/policies.ts";
import type { Sandbox } from "../harness/sandbox.ts";
import { heardDuring } from "../harness/stretch.ts";
import { expect, IDENTITY, ROLLED_OUT, test } from "../harness/test.ts";

/** How long a call may be without its agent: Twilio waits for 30 s. */
const TAKEN_UP_MS = 25_000;

/** Waits until another document than the first has the call, and plays it to the agent. */
async function isTakenUp(sandbox: Sandbox, chrome: Chrome, call: string): Promise<void> {
  await sandbox.takenUp(call);
  await expect.poll(() => heardByAgent(chrome)).toMatchObject({ playing: true });
}

test.describe("with the policies of docs/ROLLOUT.md", () => {
  test.skip(!canSetPolicies(), "nobody may have a folder of their own in a place of /etc here");
  test.use(ROLLED_OUT);

  test("nobody is asked for the microphone, pins anything, or decides about notifications", async ({
    sandbox,
    chrome,
    flex: _,
  }) => {
    const welcome = await chrome.openWelcome();
    await expect(welcome.headline("The microphone is allowed")).toBeVisible();
    await expect(welcome.headline("The icon is pinned")).toBeVisible();

    const popup = await chrome.openPopup();
    await setNotifications(popup, false);
    await expect(popup.words("Set by your organisation")).toBeVisible();
    await expect(popup.notifications).toBeDisabled();
    await expect(popup.notifications).toBeChecked();

    const call = await sandbox.answeredCall(IDENTITY);
    await sandbox.callIs(call, "audible");
    expect(await heardByAgent(chrome)).toMatchObject({ playing: true });
  });

  test("a call comes back without a person when the extension crashes", async ({
    sandbox,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);

    const crashed = await heardDuring(sandbox, call, async () => {
      await chrome.extension.crash();
      await isTakenUp(sandbox, chrome, call);
    });

    expect(crashed.longestGapMs).toBeLessThan(TAKEN_UP_MS);
    await flex.says({ call: { callSid: call, state: "active" } });
    await flex.endCall(sandbox, call);
  });

  test("a call outlives a browser that is closed and started again with the tabs that it had", async ({
    sandbox,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);

    let restarted = chrome;
    const closed = await heardDuring(sandbox, call, async () => {
      restarted = await chrome.restart();
      await isTakenUp(sandbox, restarted, call);
    });

    expect(closed.longestGapMs).toBeLessThan(TAKEN_UP_MS);
    expect(restarted.welcomePages()).toEqual([]);
    const flexAgain = await restarted.restoredFlex(flex);
    await flexAgain.says({ call: { callSid: call, state: "active", muted: false } });
    await flexAgain.endCall(sandbox, call);
    // Who reads a report is told of it.
    const { text } = await (await restarted.openPopup()).saved("Save report");
    expect(text).toContain('"event":"browserStarted"');
    await restarted.close();
  });

  test("a call outlives a browser that crashes and is started again", async ({
    sandbox,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);

    let restarted = chrome;
    let flexAgain = flex;
    const crashed = await heardDuring(sandbox, call, async () => {
      await chrome.crash();
      restarted = await chrome.restart();
      flexAgain = await restarted.openFlex();
      await isTakenUp(sandbox, restarted, call);
    });

    expect(crashed.longestGapMs).toBeLessThan(TAKEN_UP_MS);
    await flexAgain.says({ call: { callSid: call, state: "active", muted: false } });
    await flexAgain.endCall(sandbox, call);
    await restarted.close();
  });
});
