// What the real Flex UI makes of an extension that is missing, switched off or reloaded.

import { ACCOUNT, expect, IDENTITY, test, WORKER } from "../harness/test.ts";
import { until } from "../harness/until.ts";

test("an extension that is switched off is said to be gone, and all is as before once it is on", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  await chrome.extension.setEnabled(false, flexUi.page);
  await flexUi.says("Gone");
  await sandbox.activityIs(WORKER, "Voice Client Offline");
  await chrome.extension.setEnabled(true, flexUi.page);
  await flexUi.ready();
  await sandbox.activityIs(WORKER, "Available");
  await flexUi.takeCall(sandbox);
});

test("an extension that is reloaded while idle is ready again by itself", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  await Promise.all([sandbox.unregistered(IDENTITY), chrome.extension.reload()]);
  await flexUi.page.bringToFront();
  await sandbox.registered(IDENTITY);
  await flexUi.ready();
  await sandbox.activityIs(WORKER, "Available");
  await flexUi.takeCall(sandbox);
});

test("a call outlives the reload of the extension, and the next call comes", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  const { reservation } = await flexUi.takeCall(sandbox);
  const { callSid } = await sandbox.theCall();
  await chrome.extension.reload();
  await flexUi.page.bringToFront();
  await sandbox.takenUp(callSid);
  await sandbox.callIs(callSid, "audible");
  await flexUi.hangUp.canvas.click();
  await sandbox.reservationIs(reservation, "wrapping");
  await flexUi.complete.click();
  await sandbox.reservationIs(reservation, "completed");
  await flexUi.takeCall(sandbox);
});

test("an extension that is switched off during a call moves the agent once the call is over, and no sooner", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  const { reservation } = await flexUi.takeCall(sandbox);
  await chrome.extension.setEnabled(false, flexUi.page);
  await flexUi.says("Gone");
  // A move would have been ordered before this is.
  await flexUi.hold.click();
  await until("the customer is on hold", async () => (await sandbox.conference()).at(0)?.onHold);
  expect((await sandbox.worker(WORKER)).activity).toBe("Available");

  await sandbox.customerHangsUp(reservation);
  await sandbox.activityIs(WORKER, "Voice Client Offline");
  await flexUi.complete.click();
  await sandbox.reservationIs(reservation, "completed");
  await chrome.extension.setEnabled(true, flexUi.page);
  await flexUi.ready();
  await sandbox.activityIs(WORKER, "Available");
  await flexUi.takeCall(sandbox);
});

test.describe("without the extension", () => {
  test.use({ extension: false });

  test("an agent is told to get it, and is offered no calls", async ({
    chrome,
    sandbox,
    tokenFunction: _,
  }) => {
    await sandbox.hire(WORKER, ACCOUNT, "Available");
    const flex = await chrome.openFlexUi();
    await flex.says("Not found");
    await flex.tells(/Install the extension/);
    await sandbox.activityIs(WORKER, "Voice Client Offline");
    const refreshed = flex.page.waitForEvent("load");
    await flex.remedy("Refresh").click();
    await refreshed;
    await flex.tells(/Install the extension/);
  });
});
