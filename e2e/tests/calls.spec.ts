import { badge } from "../harness/action.ts";
import { isHeardByAgent } from "../harness/audio.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { lasts } from "../harness/until.ts";

test("a call is answered and heard both ways", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await isHeardByAgent(chrome);
  await flex.says({ ready: false, call: { callSid: call, state: "active", muted: false } });
});

test("the popup hangs up", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  await expect(popup.hangUp).toBeHidden();
  const call = await sandbox.answeredCall(IDENTITY);

  await popup.hangUp.click();

  await sandbox.endedBy("agent", call);
  await expect(popup.headline).toHaveText("Ready for calls");
  await expect(popup.words("You hung up")).toBeVisible();
  await flex.says({ ready: true, call: null });
});

test("Flex hangs up", async ({ sandbox, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  await flex.endCall(sandbox, call);
  await flex.says({ ready: true, call: null });
});

test("a call can be hung up while it still connects", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  await sandbox.setSignalling({ refuse: true });
  const call = await sandbox.placeCall(IDENTITY);

  await popup.hangUp.click();

  await sandbox.endedBy("agent", call);
  await sandbox.setSignalling({ refuse: false });
  await flex.says({ ready: true, call: null });
  await sandbox.answeredCall(IDENTITY);
});

test("muted is silence at the far end, and shown everywhere", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);

  await popup.mute.click();
  await sandbox.callIs(call, "silent");
  await expect(popup.headline).toHaveText("On a call, muted");
  await flex.says({ call: { muted: true } });
  await expect.poll(() => badge(popup)).toEqual({ text: "", title: "Voice client: on a call, muted" });

  await flex.unmute.click();
  await sandbox.callIs(call, "audible");
  await expect(popup.mute).toBeEnabled();
  await flex.says({ call: { muted: false } });
  await expect.poll(() => badge(popup)).toEqual({ text: "0m", title: "Voice client: on a call" });

  await flex.mute.click();
  await sandbox.callIs(call, "silent");
  await popup.unmute.click();
  await sandbox.callIs(call, "audible");
});

test("digits reach the far end", async ({ sandbox, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  await flex.sendDigits("12*9#");

  await expect.poll(async () => (await sandbox.call(call)).digits).toBe("12*9#");
});

test("digits before a pause reach the far end, all of them", async ({ sandbox, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  await flex.sendDigits("12*w#9");

  await expect.poll(async () => (await sandbox.call(call)).digits).toBe("12*#9");
});

test("when the caller hangs up, the next call can come", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  for (let n = 0; n < 3; n += 1) {
    const call = await sandbox.answeredCall(IDENTITY);
    await sandbox.hangUp(call);
    await flex.ready();
    await expect(popup.words("The other person hung up")).toBeVisible();
  }
  await expect.poll(() => chrome.offscreenDocument.count()).toBe(1);
});

test("a call that comes right after another is answered", async ({ sandbox, flex }) => {
  const first = await sandbox.answeredCall(IDENTITY);
  await sandbox.hangUp(first);

  const second = await sandbox.answeredCall(IDENTITY);
  await flex.says({ call: { callSid: second, state: "active" } });
});

test("a second incoming call does not touch the first", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const first = await sandbox.answeredCall(IDENTITY);
  await sandbox.mark(first);

  const second = await sandbox.placeCall(IDENTITY, "+15550101");

  await expect(popup.words("+15550101")).toBeVisible();
  await flex.says({ call: { callSid: first, state: "active" } });
  expect((await sandbox.call(second)).state).toBe("ringing");
  const { media } = await sandbox.callIs(first, "audible");
  expect(media.sinceMark?.packetsLost).toBe(0);

  await sandbox.hangUp(second);
  await expect(popup.words("+15550101")).toBeHidden();
  await sandbox.callIs(first, "audible");
});

test("a call that rings when the first ends is answered then", async ({ sandbox, flex }) => {
  const first = await sandbox.answeredCall(IDENTITY);
  const second = await sandbox.placeCall(IDENTITY, "+15550101");

  await flex.hangUp.click();

  await sandbox.callIs(first, "ended");
  await sandbox.callIs(second, "audible");
  await flex.says({ call: { callSid: second, state: "active" } });
});

test("a call that waits outlives the worker, and is answered when the first ends", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const first = await sandbox.answeredCall(IDENTITY);
  const second = await sandbox.placeCall(IDENTITY, "+15550101");
  await expect(popup.words("+15550101")).toBeVisible();

  await chrome.serviceWorker.kill();

  await expect(popup.words("+15550101")).toBeVisible();
  await sandbox.registered(IDENTITY);
  await flex.says({ call: { callSid: first, state: "active" } });
  expect((await sandbox.call(second)).state).toBe("ringing");
  await flex.hangUp.click();
  await sandbox.callIs(second, "audible");
  await flex.says({ call: { callSid: second, state: "active" } });
  await expect(popup.words("+15550101")).toBeVisible();
});

test("a caller who gives up leaves no call behind", async ({ sandbox, chrome, flex }) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.placeCall(IDENTITY);
  await sandbox.hangUp(call);

  await expect(popup.headline).toHaveText("Ready for calls");
  const next = await sandbox.answeredCall(IDENTITY);
  await flex.says({ call: { callSid: next } });
});

test("a caller who hangs up at whatever moment leaves an agent who is ready", async ({
  sandbox,
  flex,
}) => {
  for (let afterMs = 0; afterMs < 250; afterMs += 20) {
    const call = await sandbox.placeCall(IDENTITY);
    await lasts(afterMs);
    await sandbox.hangUp(call);
    await sandbox.callIs(call, "ended");
    await flex.ready();
  }
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.endCall(sandbox, call);
});
