// What Flex's main header says of a call, and what the notification bar says of the voice client: never
// over the buttons of a task.

import { expect, test, WORKER } from "../harness/test.ts";

test("the main header tells a call's time and quality, and how long a lost one may come back", async ({
  flexUi,
  sandbox,
}) => {
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.says("On a call");
  await expect(flexUi.timer).toHaveText(/^0:\d\d$/);
  await expect(flexUi.connection).toHaveAccessibleName(/^Connection: (good|fair)$/);
  await sandbox.dropSockets();
  await sandbox.setSignalling({ refuse: true });
  await sandbox.cutMedia(true);
  await flexUi.says("Reconnecting");
  await flexUi.says("Stay on the line");
  const left = async () => Number(/0:(\d\d) left/.exec((await flexUi.timeLeft.textContent()) ?? "")?.[1]);
  const first = await left();
  expect(first).toBeLessThanOrEqual(30);
  await expect.poll(left).toBeLessThan(first);
  expect(await flexUi.covered()).toEqual([]);
  await sandbox.setSignalling({ refuse: false });
  await sandbox.cutMedia(false);
  await flexUi.says("On a call");
  await expect(flexUi.timeLeft).toHaveCount(0);
  await sandbox.callIs(call, "audible");
});

test("whatever goes wrong during a call is said in the main header, and covers none of its buttons", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  await flexUi.takeCall(sandbox);
  await flexUi.canvasWorks();
  await flexUi.choose("Voice Client Offline");
  await flexUi.says("This activity is set by itself");
  expect(await flexUi.covered()).toEqual([]);
  await chrome.extension.setEnabled(false, flexUi.page);
  await flexUi.says("is gone");
  await expect(flexUi.complete.or(flexUi.own.header)).toBeVisible();
  expect(await flexUi.covered()).toEqual([]);
});

test("an offer takes away what the notification bar says, which lies where it is accepted", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  await chrome.extension.setEnabled(false, flexUi.page);
  await flexUi.tells(/The voice client is gone/);
  await expect(flexUi.bar).toBeVisible();
  await sandbox.offerCall(WORKER);
  await expect(flexUi.accept).toBeVisible();
  await expect(flexUi.bar).toHaveCount(0);
  expect(await flexUi.covered()).toEqual([]);
  await chrome.extension.setEnabled(true, flexUi.page);
  await flexUi.ready();
  // What is said when all is well again would lie there too.
  await flexUi.accept.click({ trial: true });
  expect(await flexUi.covered()).toEqual([]);
});

test("the notification bar says what is wrong, and that it is over", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  await chrome.extension.setEnabled(false, flexUi.page);
  await flexUi.tells(/The voice client is gone.*switch the extension on/);
  await chrome.extension.setEnabled(true, flexUi.page);
  await flexUi.tells(/You can take calls again/);
  await sandbox.setSignalling({ refuseToken: "invalid" });
  await sandbox.dropSockets();
  await flexUi.tells(/Twilio does not let the voice client in/);
  await expect(flexUi.page.getByText(/You can take calls again/)).toHaveCount(0);
  await sandbox.setSignalling({ refuse: false });
  await flexUi.tells(/You can take calls again/);
});

test("a workspace without the activity, and a plugin without a Function, are said to lack it", async ({
  openWithoutToken,
  chrome,
  sandbox,
}) => {
  const without = await openWithoutToken({ pluginBuiltWith: { "Voice Client Offline": "Waiting" } });
  await without.tells(/create a TaskRouter activity "Waiting"/);
  await sandbox.activityIs(WORKER, "Offline");
  const notSetUp = await chrome.openFlexUi({
    pluginBuiltWith: { "https://voice-client-0000.twil.io/generateToken": "" },
  });
  await notSetUp.tells(/built without the URL of the token Function/);
});
