// Beyond the popup: the badge, keys, and what the desktop tells.

import { expect, IDENTITY, test } from "../harness/test.ts";

test("the badge counts the minutes of a call, and says when it is muted", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(call, "audible");
  await expect.poll(() => chrome.badge(popup)).toMatchObject({ text: "call" });

  await chrome.inWorker("{ const now = Date.now; Date.now = () => now() + 12 * 60_000; }");
  await flex.mute.click();
  await expect.poll(() => chrome.badge(popup)).toMatchObject({ text: "mute" });
  await flex.unmute.click();
  await expect.poll(() => chrome.badge(popup)).toMatchObject({ text: "12m" });
});

test("keys mute, unmute and hang up, also when the worker has just been killed", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(call, "audible");
  await chrome.press("mute");
  await sandbox.callIs(call, "silent");
  await flex.says({ call: { muted: true } });
  await chrome.press("mute");
  await sandbox.callIs(call, "audible");

  await chrome.killWorker();
  await flex.beatsOn(5_000);
  await chrome.press("hang-up");
  expect(await sandbox.callIs(call, "ended")).toMatchObject({ endedBy: "agent" });
  await flex.ready();
});

test("Chrome offers the keys that the manifest suggests", async ({ chrome }) => {
  const popup = await chrome.openPopup();
  expect(await chrome.keys(popup)).toEqual({
    _execute_action: "Ctrl+Shift+2",
    mute: "Ctrl+Shift+1",
    "hang-up": "Ctrl+Shift+6",
  });
});

test("a call that is answered while Flex is not in front is told, and a click leads to Flex", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.placeCall(IDENTITY, "+15550142");
  await sandbox.callIs(call, "audible");
  await expect.poll(() => chrome.notifications(popup)).toEqual(["call"]);

  await chrome.clickNotification("call");
  await expect.poll(() => flex.page.evaluate(() => document.visibilityState)).toBe("visible");
  await expect.poll(() => chrome.notifications(popup)).toEqual([]);
});

test("a call that is over is told no more, and an agent who wants no notifications gets none", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const first = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(first, "audible");
  await expect.poll(() => chrome.notifications(popup)).toEqual(["call"]);
  await sandbox.hangUp(first);
  await expect.poll(() => chrome.notifications(popup)).toEqual([]);
  await flex.ready();

  // As if on another computer that the person is signed in on.
  await chrome.setNotifications(popup, false);
  const second = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(second, "audible");
  await flex.says({ call: { state: "active" } });
  expect(await chrome.notifications(popup)).toEqual([]);
});

test("a microphone that stays away is told, and a click leads to where it is mended", async ({
  chrome,
  flex,
}) => {
  test.setTimeout(60_000);
  const popup = await chrome.openPopup();
  await chrome.answerMicrophone("denied");
  await flex.says({ problem: "microphone-denied" });
  await expect.poll(() => chrome.notifications(popup), { timeout: 25_000 }).toEqual(["problem"]);

  await chrome.clickNotification("problem");
  await chrome.welcomePage();
  await chrome.answerMicrophone("granted");
  await flex.ready();
  await expect.poll(() => chrome.notifications(popup)).toEqual([]);
});

test("an agent who speaks while muted is told so", async ({ sandbox, flex }) => {
  const call = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(call, "audible");
  await flex.mute.click();
  await sandbox.callIs(call, "silent");
  await flex.says({ call: { speakingWhileMuted: true } });
  // Nobody but the extension has heard it.
  await sandbox.callIs(call, "silent");
  await flex.unmute.click();
  await flex.says({ call: { muted: false, speakingWhileMuted: false } });
  await sandbox.callIs(call, "audible");
});
