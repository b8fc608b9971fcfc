// The voice client in the real Flex UI, with the real plugin and the real token Function.

import type { Sandbox } from "../harness/sandbox.ts";
import { useFunction } from "../harness/function.ts";
import { heardDuring } from "../harness/stretch.ts";
import { ACCOUNT, expect, IDENTITY, test, WORKER } from "../harness/test.ts";
import { until } from "../harness/until.ts";

const OTHER_ACCOUNT = `AC${"f".repeat(32)}`;

test("an agent who opens Flex gets calls at the extension, in the activity that they were in", async ({
  flexUi,
  sandbox,
}) => {
  await until("the worker's calls go to the extension", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${IDENTITY}`;
  });
  await flexUi.refresh();
  await flexUi.ready();
  const { activity, activityChanges } = await sandbox.worker(WORKER);
  expect({ activity, activityChanges }).toEqual({ activity: "Available", activityChanges: 1 });
});

test("an agent whose voice client is not ready is not offered calls, until it is", async ({
  chrome,
  sandbox,
  tokenFunction,
}) => {
  await sandbox.hire(WORKER, ACCOUNT, "Available");
  await sandbox.setFunction({ mode: "status", status: 500 });
  const flex = await chrome.openFlexUi();
  await activityIs(sandbox, "Voice Client Offline");
  await flex.says(/Problem|Connecting/);
  await useFunction(sandbox, tokenFunction);
  await flex.ready();
  await activityIs(sandbox, "Available");
});

function activityIs(sandbox: Sandbox, activity: string): Promise<unknown> {
  return until(
    `the agent is in ${activity}`,
    async () => (await sandbox.worker(WORKER)).activity === activity,
    20_000,
  );
}

test("a call that is accepted in Flex outlives three refreshes, and hold and mute come back as they were", async ({
  flexUi,
  sandbox,
  chrome,
}) => {
  test.setTimeout(90_000);
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.canvasWorks();
  await until("the agent hears the customer", async () => {
    const { level, playing } = await chrome.heardByAgent();
    return playing && level > 0;
  });
  await flexUi.hold.click();
  await flexUi.mute.click();
  await sandbox.callIs(call, "silent");
  for (let refresh = 0; refresh < 3; refresh++) {
    const { packetsLost } = await heardDuring(sandbox, call, async () => {
      await flexUi.refresh();
      await flexUi.canvasWorks();
    }, "silent");
    expect(packetsLost).toBe(0);
    await flexUi.saysMuted(true);
    await expect(flexUi.hold).toHaveAttribute("aria-label", /Unhold|Resume/i);
  }
  await flexUi.mute.click();
  await sandbox.callIs(call, "audible");
});

for (const place of ["canvas", "header", "list"] as const) {
  test(`the agent hangs up in the ${place} of Flex, wraps up and completes`, async ({
    flexUi,
    sandbox,
  }) => {
    const { reservation, call } = await flexUi.takeCall(sandbox);
    await flexUi.canvasWorks();
    await flexUi.hangUp[place].click();
    expect((await sandbox.callIs(call, "ended")).endedBy).toBe("agent");
    await sandbox.reservationIs(reservation, "wrapping");
    await flexUi.complete.click();
    await sandbox.reservationIs(reservation, "completed");
    await expect(flexUi.status).toContainText("Ready");
  });
}

test("the agent hangs up in the popup, and Flex goes on to wrap-up", async ({
  flexUi,
  sandbox,
  chrome,
}) => {
  const { reservation, call } = await flexUi.takeCall(sandbox);
  const popup = await chrome.openPopup();
  await popup.hangUp.click();
  expect((await sandbox.callIs(call, "ended")).endedBy).toBe("agent");
  await sandbox.reservationIs(reservation, "wrapping");
});

test("the caller hangs up, and Flex goes on to wrap-up and the next call", async ({
  flexUi,
  sandbox,
}) => {
  const { reservation, call } = await flexUi.takeCall(sandbox);
  await sandbox.hangUp(call);
  await sandbox.reservationIs(reservation, "wrapping");
  await flexUi.complete.click();
  await sandbox.reservationIs(reservation, "completed");
  await flexUi.takeCall(sandbox);
});

test("mute is the same in popup and Flex, whoever sets it, also after a refresh", async ({
  flexUi,
  sandbox,
  chrome,
}) => {
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.canvasWorks();
  const popup = await chrome.openPopup();
  await popup.mute.click();
  await flexUi.saysMuted(true);
  await sandbox.callIs(call, "silent");
  await flexUi.page.bringToFront();
  await flexUi.refresh();
  await flexUi.canvasWorks();
  await flexUi.mute.click();
  await sandbox.callIs(call, "audible");
  await expect(popup.mute).toBeVisible();
  await flexUi.hangUp.canvas.click();
  await sandbox.callIs(call, "ended");
});

test("digits from Flex's dialpad reach the far end, each one, also after a refresh", async ({
  flexUi,
  sandbox,
}) => {
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.canvasWorks();
  await flexUi.dial("159#");
  await until("they have come", async () => (await sandbox.call(call)).digits === "159#");
  await flexUi.refresh();
  await flexUi.canvasWorks();
  await flexUi.dial("0*");
  await until("they have come", async () => (await sandbox.call(call)).digits === "159#0*");
});

test("an agent calls out, and the call is carried by the extension", async ({ flexUi, sandbox }) => {
  await flexUi.callOut("+15550123");
  const call = await sandbox.theCall();
  expect(call.to).toBe(IDENTITY);
  await sandbox.callIs(call.callSid, "audible");
  await flexUi.canvasWorks();
  await flexUi.refresh();
  await flexUi.canvasWorks();
  await flexUi.hangUp.canvas.click();
  await sandbox.callIs(call.callSid, "ended");
});

test("a call out is refused while the voice client is not ready, and Flex says why", async ({
  chrome,
  sandbox,
  tokenFunction: _,
}) => {
  await sandbox.hire(WORKER, ACCOUNT, "Available");
  await sandbox.setFunction({ mode: "status", status: 500 });
  const flex = await chrome.openFlexUi();
  await activityIs(sandbox, "Voice Client Offline");
  await flex.callOut("+15550123");
  await flex.tells(/can't call/);
  expect((await sandbox.state()).calls).toEqual([]);
});

test("an agent can't become available without a voice client, and Flex says why", async ({
  chrome,
  sandbox,
  tokenFunction: _,
}) => {
  await sandbox.hire(WORKER, ACCOUNT, "Break");
  await sandbox.setFunction({ mode: "status", status: 500 });
  const flex = await chrome.openFlexUi();
  await flex.says(/Problem|Connecting/);
  await flex.choose("Available");
  await flex.tells(/can't become available/);
  expect((await sandbox.worker(WORKER)).activity).toBe("Break");
});

test("Flex's renewed token reaches the voice client", async ({ chrome, sandbox, tokenFunction: _ }) => {
  test.setTimeout(60_000);
  await sandbox.hire(WORKER, ACCOUNT, "Available");
  // Flex renews three minutes before the end.
  await sandbox.setFlex({ tokenLifeS: 190 });
  const flex = await chrome.openFlexUi();
  await flex.ready();
  const issued = (await sandbox.state()).flexTokensIssued;
  await until(
    "Flex has renewed its token",
    async () => (await sandbox.state()).flexTokensIssued > issued,
    30_000,
  );
  // The voice client is told to ask for a voice token, and asks with the new one.
  await sandbox.expireTokens("voice");
  await flex.ready();
});

test("the attribute of the worker switches the voice client on and off", async ({
  flexUi,
  sandbox,
}) => {
  await until("calls go to the extension", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${IDENTITY}`;
  });
  await sandbox.changeAttributes(WORKER, { extensionVoiceClientEnabled: false });
  await until("calls go to Flex", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${WORKER}`;
  });
  await expect(flexUi.status).toHaveCount(0);
  await sandbox.changeAttributes(WORKER, { extensionVoiceClientEnabled: true, note: "kept" });
  await flexUi.ready();
  await until("calls go to the extension again", async () => {
    const { contactUri, attributes } = await sandbox.worker(WORKER);
    return contactUri === `client:${IDENTITY}` && attributes["note"] === "kept";
  });
});

test("two tabs of one agent show the same call, and either hangs it up", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  test.setTimeout(60_000);
  const other = await chrome.openFlexUi();
  await other.ready();
  await flexUi.page.bringToFront();
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.mute.click();
  await other.page.bringToFront();
  await other.says("Muted");
  await other.page.getByTestId("task-item").click();
  await other.hangUp.canvas.click();
  await sandbox.callIs(call, "ended");
});

test("a tab of another account is told that the voice client serves this one", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  test.setTimeout(60_000);
  await sandbox.hire("other_40example_2Ecom", OTHER_ACCOUNT, "Offline");
  const other = await chrome.openFlexUi({ worker: "other_40example_2Ecom", account: OTHER_ACCOUNT });
  await other.says("Other account");
  await flexUi.page.bringToFront();
  await flexUi.takeCall(sandbox);
});

test("a supervisor stops monitoring, and the call that they listened to goes", async ({
  flexUi,
  sandbox,
}) => {
  // Who monitors is called like anybody else.
  const call = await sandbox.placeCall(IDENTITY);
  await sandbox.callIs(call, "audible");
  await flexUi.says("On a call");
  await flexUi.page.evaluate(() => {
    return (window as any).Twilio.Flex.Actions.invokeAction("StopMonitoringCall", { task: {} });
  });
  expect((await sandbox.callIs(call, "ended")).endedBy).toBe("agent");
});

for (const place of ["canvas", "header", "list"] as const) {
  test(`in a Flex that takes no calls but its own, the plugin's own buttons mute and hang up in the ${place}`, async ({
    chrome,
    sandbox,
    tokenFunction: _,
  }) => {
    await sandbox.hire(WORKER, ACCOUNT, "Available");
    const flex = await chrome.openFlexUi({ withoutPhoneAction: true });
    await flex.ready();
    const { reservation, call } = await flex.takeCall(sandbox);
    await flex.own.mute.click();
    await sandbox.callIs(call, "silent");
    await expect(flex.own.mute).toHaveAccessibleName("Unmute");
    await flex.own.mute.click();
    await sandbox.callIs(call, "audible");
    await flex.own[place].click();
    await sandbox.callIs(call, "ended");
    await sandbox.reservationIs(reservation, "wrapping");
    await flex.complete.click();
    await sandbox.reservationIs(reservation, "completed");
  });
}

test("the call's canvas works in a Flex that allows several tabs", async ({
  chrome,
  sandbox,
  tokenFunction: _,
}) => {
  await sandbox.hire(WORKER, ACCOUNT, "Available");
  await sandbox.setFlex({ features: { "flex-multi-tab-support": true } });
  const flex = await chrome.openFlexUi();
  await flex.ready();
  const { call } = await flex.takeCall(sandbox);
  // Such a Flex marks its calls, to know them in the right tab.
  const called = (await sandbox.events()).find(({ what }) => what === "agent called");
  expect(called?.["parameters"]).not.toEqual([]);
  await flex.canvasWorks();
  await flex.refresh();
  await flex.canvasWorks();
  await flex.hangUp.canvas.click();
  await sandbox.callIs(call, "ended");
});

test("an extension that is switched off is said to be gone, and all is as before once it is on", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  test.setTimeout(60_000);
  await chrome.setEnabled(false);
  await flexUi.page.bringToFront();
  await flexUi.says("Gone");
  await activityIs(sandbox, "Voice Client Offline");
  await chrome.setEnabled(true);
  await flexUi.page.bringToFront();
  await flexUi.ready();
  await activityIs(sandbox, "Available");
  await flexUi.takeCall(sandbox);
});

test("an extension that is reloaded while idle is ready again by itself", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  test.setTimeout(60_000);
  await chrome.reloadExtension();
  await flexUi.page.bringToFront();
  await sandbox.unregistered(IDENTITY);
  await sandbox.registered(IDENTITY, 20_000);
  await flexUi.ready();
  await activityIs(sandbox, "Available");
  await flexUi.takeCall(sandbox);
});

test("after an extension was reloaded on a call, the task can be ended, and the next call comes", async ({
  flexUi,
  chrome,
  sandbox,
}) => {
  test.setTimeout(90_000);
  const { reservation } = await flexUi.takeCall(sandbox);
  await chrome.reloadExtension();
  await flexUi.page.bringToFront();
  await sandbox.registered(IDENTITY, 20_000);
  await flexUi.ready();
  await flexUi.hangUp.canvas.click();
  await sandbox.reservationIs(reservation, "wrapping");
  await flexUi.complete.click();
  await sandbox.reservationIs(reservation, "completed");
  await flexUi.takeCall(sandbox);
});

test("microphone and speaker are chosen in Flex, and stay chosen", async ({ flexUi, chrome, sandbox }) => {
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.page.getByTestId("voice-client-devices").click();
  await flexUi.page.getByLabel("Microphone", { exact: true }).selectOption("Fake Audio Input 2");
  await flexUi.page.getByLabel("Speaker", { exact: true }).selectOption("Fake Audio Output 1");
  await expect
    .poll(() => chrome.devicesInUse())
    .toEqual({ input: "Fake Audio Input 2", output: "Fake Audio Output 1" });
  await sandbox.callIs(call, "audible");
  await flexUi.refresh();
  await flexUi.page.getByTestId("voice-client-devices").click({ timeout: 20_000 });
  await expect(flexUi.page.getByLabel("Microphone", { exact: true })).toHaveValue("Fake Audio Input 2");
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
    await activityIs(sandbox, "Voice Client Offline");
  });
});
