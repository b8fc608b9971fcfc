// Calls in the real Flex UI: accepted, muted, held, dialled into, ended, in every place where Flex has a
// button for it.

import { isHeardByAgent } from "../harness/audio.ts";
import { devicesInUse } from "../harness/devices.ts";
import { heardDuring } from "../harness/stretch.ts";
import { ACCOUNT, expect, type Fixtures, IDENTITY, test, WORKER } from "../harness/test.ts";
import { until } from "../harness/until.ts";

test("a call that is accepted in Flex outlives three refreshes, and hold and mute come back as they were", async ({
  flexUi,
  sandbox,
  chrome,
}) => {
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.canvasWorks();
  await isHeardByAgent(chrome);
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
    await sandbox.endedBy("agent", call);
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
  await sandbox.endedBy("agent", call);
  await sandbox.reservationIs(reservation, "wrapping");
  await flexUi.page.bringToFront();
  await flexUi.complete.click();
  await sandbox.reservationIs(reservation, "completed");
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

/** The agent takes a call in one tab, and ends it in another. */
async function hangUpInAnotherTab({
  flexUi,
  chrome,
  sandbox,
}: Pick<Fixtures, "flexUi" | "chrome" | "sandbox">): Promise<void> {
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
}

test("two tabs of one agent show the same call, and either hangs it up", hangUpInAnotherTab);

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

test.describe("in a Flex that allows several tabs", () => {
  test.beforeEach(async ({ sandbox }) => {
    await sandbox.setFlex({ features: { "flex-multi-tab-support": true } });
  });

  test("the call's canvas works, also after a refresh", async ({ flexUi, sandbox }) => {
    const { call } = await flexUi.takeCall(sandbox);
    // Such a Flex marks its calls, to know them in the right tab.
    const called = (await sandbox.events()).find(({ what }) => what === "agent called");
    expect(called?.["parameters"]).not.toEqual([]);
    await flexUi.canvasWorks();
    await flexUi.mute.click();
    await sandbox.callIs(call, "silent");
    await flexUi.refresh();
    await flexUi.canvasWorks();
    await flexUi.saysMuted(true);
    await flexUi.mute.click();
    await sandbox.callIs(call, "audible");
    await flexUi.dial("7");
    await until("the digit has come", async () => (await sandbox.call(call)).digits === "7");
    await flexUi.hangUp.canvas.click();
    await sandbox.endedBy("agent", call);
  });

  test("two tabs of one agent show the same call, and either hangs it up", hangUpInAnotherTab);
});

test("microphone and speaker are chosen in Flex, and stay chosen", async ({ flexUi, chrome, sandbox }) => {
  const { call } = await flexUi.takeCall(sandbox);
  await flexUi.page.getByTestId("voice-client-devices").click();
  await flexUi.page.getByLabel("Microphone", { exact: true }).selectOption("Fake Audio Input 2");
  await flexUi.page.getByLabel("Speaker", { exact: true }).selectOption("Fake Audio Output 1");
  await expect
    .poll(() => devicesInUse(chrome))
    .toEqual({ input: "Fake Audio Input 2", output: "Fake Audio Output 1" });
  await sandbox.callIs(call, "audible");
  await flexUi.refresh();
  await flexUi.page.getByTestId("voice-client-devices").click();
  await expect(flexUi.page.getByLabel("Microphone", { exact: true })).toHaveValue("Fake Audio Input 2");
});
