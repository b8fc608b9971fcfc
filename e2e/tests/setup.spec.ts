import { badge } from "../harness/action.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";

const OTHER_ACCOUNT = `AC${"f".repeat(32)}`;

test("the popup says what is awaited, until calls can come", async ({ sandbox, chrome }) => {
  const popup = await chrome.openPopup();
  await expect(popup.headline).toHaveText("Waiting for Flex");
  await expect(popup.hangUp).toBeHidden();
  await expect(popup.mute).toBeHidden();
  await expect(popup.restart).toBeHidden();
  await expect.poll(() => badge(popup)).toEqual({ text: "", title: "Voice client: waiting for Flex" });

  await sandbox.setFunction({ mode: "never" });
  const flex = await chrome.openFlex();
  await expect(popup.headline).toHaveText("Connecting");
  await expect(popup.words("1 open")).toBeVisible();
  await expect.poll(() => badge(popup)).toEqual({ text: "…", title: "Voice client: connecting" });

  await sandbox.setFunction({});
  await popup.restartIdle();
  await expect(popup.headline).toHaveText("Ready for calls");
  await expect(popup.words("ext_agent@example.com")).toBeVisible();
  await expect.poll(() => badge(popup)).toEqual({ text: "", title: "Voice client: ready" });
  await flex.ready();
});

test("a popup that opens anew shows the state at once", async ({ sandbox, chrome, flex }) => {
  await (await chrome.openPopup()).page.close();
  await sandbox.answeredCall(IDENTITY);
  await flex.mute.click();
  await flex.says({ call: { muted: true } });

  const popup = await chrome.openPopup();

  await expect(popup.headline).toHaveText("On a call, muted");
  await expect(popup.words("+15550100")).toBeVisible();
  await expect(popup.unmute).toBeEnabled();
});

test("restart registers again", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const before = await sandbox.state();

  await popup.restartIdle();

  await expect.poll(async () => (await sandbox.state()).functionRequests)
    .toBe(before.functionRequests + 1);
  await sandbox.registered(IDENTITY);
  await flex.ready();
  await sandbox.answeredCall(IDENTITY);
});

test("restart during a call asks first", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  await popup.restart.click();
  await expect(popup.page.getByRole("dialog", { name: "End the call?" })).toBeVisible();
  await popup.button("Cancel").click();
  await flex.says({ call: { callSid: call, state: "active" } });
  expect((await sandbox.call(call)).state).toBe("active");

  await popup.restart.click();
  await popup.button("End call and restart").click();
  await sandbox.endedBy("agent", call);
  await flex.ready();
  await sandbox.answeredCall(IDENTITY);
});

test("another account is refused", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const other = await chrome.openFlex({ account: OTHER_ACCOUNT, identity: "someone_2Eelse" });

  await expect(other.extension).toHaveText("rejected");
  await expect(popup.words("A Flex tab of another account was turned away.")).toBeVisible();
  await expect(popup.words("2 open, 1 with the plugin")).toBeVisible();
  expect((await sandbox.state()).registered).toEqual([IDENTITY]);

  await other.hangUp.click();
  const call = await sandbox.answeredCall(IDENTITY);
  await other.hangUp.click();
  await flex.says({ call: { callSid: call, state: "active" } });
  expect(await other.heartbeats()).toBe(0);
  await sandbox.callIs(call, "audible");
});

test("a restart takes the account of the tab that is open", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const other = await chrome.openFlex({ account: OTHER_ACCOUNT, identity: "someone_2Eelse" });
  await expect(other.extension).toHaveText("rejected");
  await flex.page.close();
  await expect(popup.words("1 open, none with the plugin")).toBeVisible();

  await popup.restartIdle();

  await sandbox.registered("ext_someone_2Eelse");
  await expect(popup.words(OTHER_ACCOUNT)).toBeVisible();
});

test("a deployed plugin of protocol 1 finds all that it knows", async ({ sandbox, chrome }) => {
  const flex = await chrome.openFlex({ protocol: 1 });
  await expect(flex.extension).toHaveText("alive");
  await flex.says({ voiceClientIdentity: IDENTITY, error: false });
  expect(Object.keys((await flex.heartbeat()) ?? {}).sort()).toEqual(["error", "voiceClientIdentity"]);
  // It calls the extension dead after 5 s without a heartbeat.
  await flex.beatsOn(5_000);
  await flex.beatsOn(5_000);

  const call = await sandbox.answeredCall(IDENTITY);
  await flex.sendDigits("42");
  await expect.poll(async () => (await sandbox.call(call)).digits).toBe("42");
  await flex.hangUp.click();
  await sandbox.endedBy("agent", call);
});

test("a Flex token that is renewed is taken, each time", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const { functionRequests } = await sandbox.state();
  for (const renewals of [1, 2]) {
    await flex.renewToken.click();
    await expect
      .poll(async () => (await sandbox.state()).functionRequests)
      .toBe(functionRequests + renewals);
  }
  await expect(popup.headline).toHaveText("Ready for calls");
  await sandbox.registered(IDENTITY);
  await sandbox.answeredCall(IDENTITY);
});

test("a voice token is renewed before it ends", async ({ sandbox, chrome }) => {
  await sandbox.setFunction({ lifetimeS: 12 });
  const flex = await chrome.openFlex();
  await flex.ready();

  await expect
    .poll(async () => (await sandbox.state()).functionRequests)
    .toBeGreaterThan(1);

  const [first = 0, second = 0] = (await sandbox.state()).functionRequestTimes;
  expect(second - first).toBeLessThan(12_000);
  await flex.ready();
  await sandbox.answeredCall(IDENTITY);
});
