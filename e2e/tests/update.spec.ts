import type { Chrome } from "../harness/chrome.ts";
import { canSetPolicies } from "../harness/policies.ts";
import type { Store } from "../harness/store.ts";
import { goesOnFromNow, heardDuring } from "../harness/stretch.ts";
import { expect, IDENTITY, ROLLED_OUT, test } from "../harness/test.ts";
import { until } from "../harness/until.ts";

const MICROPHONE = "Fake Audio Input 2";

/** What an update waits for at least after a hang-up, in ms, to know that Twilio has heard it. */
const PARTING_MS = 15_000;

for (const protocol of [1, 2] as const) {
  test(`an update leaves a plugin of protocol ${protocol} as ready as it was`, async ({
    sandbox,
    chrome,
  }) => {
    const flex = await chrome.openFlex({ protocol });
    await flex.says({ voiceClientIdentity: IDENTITY });

    await flex.beatsOn(20_000, () =>
      Promise.all([sandbox.unregistered(IDENTITY), chrome.extension.reload()]),
    );

    await sandbox.registered(IDENTITY);
    await flex.says({ voiceClientIdentity: IDENTITY, error: false });
    // An extension that Chrome fails to start is gone for longer than a plugin waits.
    if (!chrome.extension.hasFailedToStart) await expect(flex.extension).toHaveText("alive");
    const call = await sandbox.answeredCall(IDENTITY);
    await flex.hangUp.click();
    await sandbox.endedBy("agent", call);
  });
}

test("an update forgets no device that was chosen", async ({ chrome, flex }) => {
  await flex.setAudioDevice("input", MICROPHONE);
  await flex.says({ devices: { input: MICROPHONE } });

  await chrome.extension.reload();

  const anew = await chrome.openFlex();
  await anew.says({ ready: true, devices: { input: MICROPHONE } });
});

test("another page in the same tab is not taken for the one that was accepted", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  await flex.page.goto("https://flex.twilio.com/plain?plugin=off");
  await expect(popup.words("1 open, none with the plugin")).toBeVisible();

  await chrome.extension.reload();

  const after = await chrome.openPopup();
  // What it has painted at once was said before the update.
  await expect(after.page.locator(".version")).toBeVisible();
  await expect(after.words("1 open, none with the plugin")).toBeVisible();
  await flex.post({ type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL" });
  await expect(after.headline).toHaveText("Waiting for Flex");
  await sandbox.unregistered(IDENTITY);
});

test.describe("installed for good", () => {
  test.skip(!canSetPolicies(), "nobody may have a folder of their own in a place of /etc here");
  test.use(ROLLED_OUT);

  /** Has Chrome find a newer version, which waits unless nothing of the extension runs. */
  async function findUpdate(store: Store, chrome: Chrome): Promise<void> {
    store.publish("2.0");
    const found = { status: "update_available", version: "2.0" };
    expect(await chrome.extension.checkForUpdate()).toEqual(found);
  }

  /** Waits until the newer version has come in the place of these workers. */
  async function isUpdated(chrome: Chrome, before: string[]): Promise<void> {
    await until(
      "the worker is gone",
      async () => !(await chrome.serviceWorker.targets()).some((it) => before.includes(it)),
      PARTING_MS + 20_000,
    );
    await chrome.extension.hasReloaded(before);
    expect(await chrome.extension.version()).toBe("2.0");
  }

  test("an update that comes during a call waits for its end, and is there then", async ({
    sandbox,
    store,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);
    const before = await chrome.serviceWorker.targets();

    const went = await heardDuring(sandbox, call, async () => {
      await findUpdate(store, chrome);
      await goesOnFromNow(sandbox, call, 10_000);
    });
    expect(went.packetsLost).toBe(0);
    expect((await sandbox.call(call)).takeovers).toBe(1);
    expect(await chrome.extension.version()).toBe("1.0");

    await flex.endCall(sandbox, call);
    const endedAt = performance.now();
    await isUpdated(chrome, before);
    expect(performance.now() - endedAt).toBeGreaterThan(PARTING_MS);
    await sandbox.registered(IDENTITY);
    await flex.takesNextCall(sandbox);
  });

  test("an update that comes between two calls is there at once", async ({
    sandbox,
    store,
    chrome,
    flex,
  }) => {
    const before = await chrome.serviceWorker.targets();

    await Promise.all([sandbox.unregistered(IDENTITY), findUpdate(store, chrome)]);

    await isUpdated(chrome, before);
    await sandbox.registered(IDENTITY);
    await flex.takesNextCall(sandbox);
  });

  test("a call outlives an update that somebody has Chrome take at once", async ({
    sandbox,
    store,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);
    const before = await chrome.serviceWorker.targets();
    store.publish("2.0");

    await heardDuring(sandbox, call, async () => {
      await chrome.extension.update();
      await isUpdated(chrome, before);
      await sandbox.takenUp(call);
    });

    await flex.says({ call: { callSid: call, state: "active" } });
    await flex.endCall(sandbox, call);
  });

  test("an update that waits for a call waits on in a browser that is started again", async ({
    sandbox,
    store,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);
    await findUpdate(store, chrome);

    const restarted = await chrome.restart();
    const flexAgain = await restarted.restoredFlex(flex);
    await flexAgain.says({ call: { callSid: call, state: "active" } });
    await sandbox.callIs(call, "audible");
    expect(await restarted.extension.version()).toBe("1.0");
    const before = await restarted.serviceWorker.targets();

    await sandbox.hangUp(call);
    await isUpdated(restarted, before);
    await sandbox.registered(IDENTITY);
    await flexAgain.takesNextCall(sandbox);
    await restarted.close();
  });
});
