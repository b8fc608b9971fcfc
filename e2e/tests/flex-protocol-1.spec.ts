// The plugin with an extension that speaks nothing beyond the first table of docs/PROTOCOL.md: what that
// one can't do is not there, and everything else is.

import { heardByAgent } from "../harness/audio.ts";
import type { FlexUi } from "../harness/flex-ui.ts";
import { ACCOUNT, expect, IDENTITY, test as base, WORKER } from "../harness/test.ts";
import { until } from "../harness/until.ts";

const test = base.extend<{ flex1: FlexUi }>({
  flex1: async ({ sandbox, chrome, tokenFunction: _, witness: __ }, use) => {
    await sandbox.hire(WORKER, ACCOUNT, "Available");
    const flex = await chrome.openFlexUi({ firstTable: true });
    await flex.ready();
    await use(flex);
    const beyond = await flex.page.evaluate(() => (window as any).beyondTheFirstTable);
    expect(beyond, "messages that such an extension does not know").toEqual([]);
  },
});

for (const place of ["canvas", "header", "list"] as const) {
  test(`an extension of protocol 1 carries a call through a refresh, and the agent hangs up in the ${place}`, async ({
    flex1,
    sandbox,
    chrome,
  }) => {
    const contactUri = async () => (await sandbox.worker(WORKER)).contactUri;
    await expect.poll(contactUri).toBe(`client:${IDENTITY}`);
    const { reservation, call } = await flex1.takeCall(sandbox);
    await expect(flex1.own.canvas).toBeVisible();
    await flex1.refresh();
    await expect(flex1.own[place]).toBeVisible();
    await flex1.own.dialpad.click();
    await flex1.press("42");
    await until("the digits have come", async () => (await sandbox.call(call)).digits === "42");
    // Nobody knows whether the call is muted, nor which devices there are.
    await expect(flex1.mute).toHaveCount(0);
    await expect(flex1.own.mute).toHaveCount(0);
    await expect(flex1.page.getByTestId("voice-client-devices")).toHaveCount(0);
    await expect(flex1.join).toHaveCount(0);
    expect((await heardByAgent(chrome)).playing).toBe(true);
    await flex1.own[place].click();
    await sandbox.endedBy("agent", call);
    await sandbox.reservationIs(reservation, "wrapping");
    await flex1.complete.click();
    await sandbox.reservationIs(reservation, "completed");
  });
}

test("an extension of protocol 1 is called gone soon after it has fallen silent, and found again", async ({
  flex1,
  sandbox,
  chrome,
}) => {
  await chrome.extension.setEnabled(false, flex1.page);
  await flex1.says("Gone");
  await sandbox.activityIs(WORKER, "Voice Client Offline");
  await chrome.extension.setEnabled(true, flex1.page);
  await flex1.ready();
  await sandbox.activityIs(WORKER, "Available");
  await flex1.takeCall(sandbox);
});
