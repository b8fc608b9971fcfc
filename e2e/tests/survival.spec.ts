import { readFile } from "node:fs/promises";

import { badge } from "../harness/action.ts";
import { heardByAgent } from "../harness/audio.ts";
import type { Chrome } from "../harness/chrome.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { heardDuring } from "../harness/stretch.ts";
import { until } from "../harness/until.ts";

/** What is back within this, in ms, did not wait for Chrome's alarm, which takes half a minute. */
const AT_ONCE_MS = 20_000;

test("a call outlives a refresh, three times over", async ({ sandbox, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  const refreshed = await heardDuring(sandbox, call, async () => {
    for (let n = 0; n < 3; n += 1) {
      await flex.refresh();
      await flex.says({ call: { callSid: call, state: "active" } });
    }
  });

  expect(refreshed.packetsLost).toBe(0);
  // How short it is depends on the machine, and is the bench's business: nobody takes it for an end.
  expect(refreshed.longestGapMs).toBeLessThan(3_000);
  await flex.endCall(sandbox, call);
});

test("a call outlives the closing of every Flex tab, and a new one can hang it up", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const second = await chrome.openFlex();
  const call = await sandbox.answeredCall(IDENTITY);

  const closed = await heardDuring(sandbox, call, async () => {
    await flex.page.close();
    await second.page.close();
    await expect(popup.words("None open")).toBeVisible();
  });
  expect(closed.packetsLost).toBe(0);

  const third = await chrome.openFlex();
  await third.says({ call: { callSid: call, state: "active" } });
  await third.endCall(sandbox, call);
});

test("a call outlives the worker, and everything works again at once", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);
  await expect(popup.headline).toHaveText("On a call");

  const killed = await heardDuring(sandbox, call, async () => {
    await flex.beatsOn(AT_ONCE_MS, () => chrome.serviceWorker.kill());
  });
  expect(killed.packetsLost).toBe(0);
  await flex.says({ call: { callSid: call, state: "active", muted: false } });
  await expect.poll(() => badge(popup)).toEqual({ text: "0m", title: "Voice client: on a call" });

  await popup.mute.click();
  await sandbox.callIs(call, "silent", AT_ONCE_MS);
  await popup.hangUp.click();
  await sandbox.endedBy("agent", call);
  await expect(popup.headline).toHaveText("Ready for calls");
  await flex.ready();
});

test("a muted call stays muted when the worker is killed", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.mute.click();
  await sandbox.callIs(call, "silent");

  await flex.beatsOn(AT_ONCE_MS, () => chrome.serviceWorker.kill());

  await flex.says({ call: { callSid: call, muted: true } });
  await expect(popup.unmute).toBeEnabled();
  await expect.poll(() => badge(popup)).toMatchObject({ text: "", title: "Voice client: on a call, muted" });
  await sandbox.callIs(call, "silent");
  await flex.unmute.click();
  await sandbox.callIs(call, "audible");
  await flex.hangUp.click();
  await sandbox.callIs(call, "ended");
});

for (const where of ["Flex", "the popup"] as const) {
  test(`what is pressed in ${where} while the worker dies is done by the next one`, async ({
    sandbox,
    chrome,
    flex,
  }) => {
    const popup = await chrome.openPopup();
    const controls = where === "Flex" ? flex : popup;
    const call = await sandbox.answeredCall(IDENTITY);
    await expect(popup.headline).toHaveText("On a call");

    await chrome.serviceWorker.stop();
    await controls.mute.click();
    await chrome.serviceWorker.kill();
    await sandbox.callIs(call, "silent");

    await chrome.serviceWorker.stop();
    await controls.hangUp.click();
    await chrome.serviceWorker.kill();
    await sandbox.endedBy("agent", call);
    await flex.ready();
  });
}

test("what is pressed in Flex while the extension is gone for a moment is done when it is back", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await chrome.extension.crash();
  await flex.hangUp.click();
  await chrome.extension.start();
  await sandbox.endedBy("agent", call);
  await flex.ready();
});

test("a call that ends while there is no worker is over when there is one again", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  await Promise.all([chrome.serviceWorker.kill(), sandbox.hangUp(call)]);

  await expect(popup.headline).toHaveText("Ready for calls");
  await flex.says({ ready: true, call: null });
});

test("a worker that is killed again and again answers and hangs up all the same", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  const killed = await heardDuring(sandbox, call, async () => {
    for (let n = 0; n < 5; n += 1) await chrome.serviceWorker.kill();
  });
  expect(killed.packetsLost).toBe(0);

  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
  await sandbox.answeredCall(IDENTITY);
});

for (const tabs of ["with a Flex tab", "without any"]) {
  test(`idle, a killed worker registers again by itself at once (${tabs})`, async ({
    sandbox,
    chrome,
    flex,
  }) => {
    if (tabs === "without any") await flex.page.close();

    const before = (await sandbox.events()).length;

    await chrome.serviceWorker.kill();

    await until(
      "the worker is registered again",
      async () => (await sandbox.events(before)).some((it) => it.what === "registered"),
      AT_ONCE_MS,
    );
    await sandbox.answeredCall(IDENTITY);
  });
}

test("a call outlives the loss of its signalling", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  const dropped = await heardDuring(sandbox, call, async () => {
    await sandbox.dropSockets();
    await until(
      "signalling is back",
      async () => (await sandbox.call(call)).signallingConnected,
      20_000,
    );
  });

  expect(dropped.packetsLost).toBe(0);
  await flex.says({ call: { callSid: call, state: "active" } });
  await expect(popup.headline).toHaveText("On a call");
  await popup.hangUp.click();
  await sandbox.endedBy("agent", call);
  await sandbox.registered(IDENTITY, 20_000);
  await flex.ready();
});

test("a popup whose worker does not answer says so, and brings it back, call and all", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await chrome.serviceWorker.stop();
  const popup = await chrome.openPopup({ unfolded: false });

  await expect(popup.headline).toHaveText("The voice client does not answer");
  await expect(popup.hangUp).toBeHidden();
  await popup.restartSilent();

  await sandbox.takenUp(call);
  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
});

test("a worker that falls silent under a press is said to, its record can be had, and the call goes on", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup({ unfolded: false });
  const call = await sandbox.answeredCall(IDENTITY);
  await expect(popup.mute).toBeEnabled();
  await chrome.serviceWorker.stop();
  await popup.mute.click();

  await expect(popup.headline).toHaveText("The voice client does not answer");
  const download = popup.page.waitForEvent("download");
  await popup.button("Save as text").click();
  const report = await readFile(await (await download).path(), "utf8");
  expect(report).toContain(call);
  await popup.page.locator(".summary").getByRole("button", { name: "Restart" }).click();
  await expect(popup.question).toContainText("silent for a few seconds");
  await popup.question.getByRole("button", { name: "Cancel" }).click();
  await popup.restartSilent();

  await sandbox.takenUp(call);
  await flex.says({ call: { callSid: call, state: "active" } });
  await flex.endCall(sandbox, call);
});

/** How long a call may be without its agent when the document that holds it dies: Twilio waits for 30 s. */
const TAKEN_UP_MS = 25_000;

const deaths = {
  "its document is closed": (chrome: Chrome) => chrome.offscreenDocument.close(),
  "the whole extension crashes": async (chrome: Chrome) => {
    await chrome.extension.crash();
    await chrome.extension.start();
  },
};

for (const [what, kill] of Object.entries(deaths)) {
  test(`a call is taken up again when ${what}, and again`, async ({ sandbox, chrome, flex }) => {
    const call = await sandbox.answeredCall(IDENTITY);

    for (let n = 1; n <= 2; n += 1) {
      const died = await heardDuring(sandbox, call, async () => {
        await flex.beatsOn(AT_ONCE_MS, () => kill(chrome));
        await sandbox.takenUp(call, 1 + n);
        await flex.says({ call: { callSid: call, state: "active", muted: false } });
      });
      expect(died.longestGapMs).toBeLessThan(TAKEN_UP_MS);
      expect(await heardByAgent(chrome)).toMatchObject({ playing: true });
      expect(await chrome.offscreenDocument.count()).toBe(1);
    }

    await flex.endCall(sandbox, call);
  });

  test(`a muted call stays muted when ${what}`, async ({ sandbox, chrome, flex }) => {
    const call = await sandbox.answeredCall(IDENTITY);
    await flex.mute.click();
    await sandbox.callIs(call, "silent");

    const died = await heardDuring(
      sandbox,
      call,
      async () => {
        await flex.beatsOn(AT_ONCE_MS, () => kill(chrome));
        await sandbox.takenUp(call);
        await flex.says({ call: { callSid: call, state: "active", muted: true } });
      },
      "silent",
    );

    expect(died.longestGapMs).toBeLessThan(TAKEN_UP_MS);
    // Nothing was heard of the agent in between either.
    const { media } = await sandbox.call(call);
    expect(media.silentForMs).toBeGreaterThan(media.sinceMark?.elapsedMs ?? Infinity);
    await flex.unmute.click();
    await sandbox.callIs(call, "audible");
    await flex.hangUp.click();
    await sandbox.callIs(call, "ended");
  });

  test(`a call that ends when ${what} is over`, async ({ sandbox, chrome, flex }) => {
    const call = await sandbox.answeredCall(IDENTITY);

    await Promise.all([kill(chrome), sandbox.hangUp(call)]);

    // What Flex has heard last may have been said before the end of who said it.
    await sandbox.registered(IDENTITY);
    await flex.says({ ready: true, call: null });
    await sandbox.answeredCall(IDENTITY);
  });
}

test("while a call can not be taken up it is shown as reconnecting", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  await sandbox.setSignalling({ refuse: true });
  await chrome.offscreenDocument.close();
  await flex.says({ call: { callSid: call, state: "reconnecting" } });
  await expect(popup.headline).toHaveText("Reconnecting");
  await sandbox.setSignalling({});

  await flex.says({ call: { callSid: call, state: "active" } });
  await expect(popup.headline).toHaveText("On a call");
  await sandbox.callIs(call, "audible");
  await popup.hangUp.click();
  await sandbox.endedBy("agent", call);
});

test("a call of more than 35 s of silence lives", async ({ sandbox, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.mute.click();
  await sandbox.callIs(call, "silent");
  await flex.page.close();

  await until(
    "it has been silent for 36 s",
    async () => ((await sandbox.call(call)).media.silentForMs ?? 0) >= 36_000,
    45_000,
  );

  const { state, media } = await sandbox.callIs(call, "silent");
  expect(state).toBe("active");
  expect(media.packetsLost).toBe(0);
});

test("a call outlives the end of the Flex token", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  await sandbox.expireTokens("flex");
  await sandbox.expireTokens("voice");
  await flex.beatsOn(AT_ONCE_MS, () => chrome.serviceWorker.kill());

  await flex.says({ call: { callSid: call, state: "active" } });
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

test("a call outlives the browser, if that is started again at once, and is still muted", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.mute.click();
  await sandbox.callIs(call, "silent");

  const restarted = await chrome.restart();
  const flexAgain = await restarted.openFlex();
  await flexAgain.says({ call: { callSid: call, state: "active", muted: true } });
  await flexAgain.unmute.click();
  await sandbox.callIs(call, "audible");

  await flexAgain.endCall(sandbox, call);
  await restarted.close();
});
