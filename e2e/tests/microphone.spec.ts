import { badge } from "../harness/action.ts";
import { occupyMicrophone } from "../harness/devices.ts";
import { beeps } from "../harness/meter.ts";
import { answerMicrophone } from "../harness/permissions.ts";
import { packetsCome } from "../harness/stretch.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { until } from "../harness/until.ts";

test.describe("not asked yet", () => {
  test.use({ microphone: "prompt" });

  test("the welcome page opens after the installation, and makes calls possible", async ({
    sandbox,
    chrome,
  }) => {
    const welcome = await chrome.welcomePage();
    await expect(welcome.button("Allow microphone")).toBeVisible();
    const popup = await chrome.openPopup();
    const flex = await chrome.openFlex();
    await expect(popup.headline).toHaveText("Microphone not allowed");
    await expect(popup.button("Set up microphone")).toBeVisible();
    await expect.poll(() => badge(popup)).toMatchObject({ text: "!" });
    await flex.says({ ready: false, error: true, problem: "microphone-not-allowed" });

    await answerMicrophone(chrome, "granted");
    await welcome.page.bringToFront();
    await welcome.button("Test microphone").click();

    await beeps(welcome.level);
    await expect(welcome.words("We can hear you.")).toBeVisible();
    await expect(popup.headline).toHaveText("Ready for calls");
    await flex.ready();
    await sandbox.answeredCall(IDENTITY);
  });

  test("a no on the welcome page is not the end", async ({ chrome }) => {
    const welcome = await chrome.welcomePage();

    // Chrome denies what it can't ask a person.
    await welcome.button("Allow microphone").click();
    await expect(welcome.headline("The microphone is blocked")).toBeVisible();
    await welcome.button("Check again").click();
    await expect(welcome.headline("The microphone is blocked")).toBeVisible();

    await answerMicrophone(chrome, "granted");
    await welcome.button("Test microphone").click();
    await expect(welcome.words("We can hear you.")).toBeVisible();
    await welcome.button("Stop test").click();
    await expect(welcome.level).toBeHidden();
  });

  test("the popup leads to the welcome page", async ({ chrome }) => {
    await (await chrome.welcomePage()).page.close();
    const popup = await chrome.openPopup();
    await chrome.openFlex();
    await popup.button("Set up microphone").click();
    const welcome = await chrome.welcomePage();
    await expect(welcome.button("Allow microphone")).toBeVisible();
  });
});

test.describe("denied", () => {
  test.use({ microphone: "denied" });

  test("popup and welcome page say how to undo it", async ({ chrome }) => {
    const popup = await chrome.openPopup();
    const flex = await chrome.openFlex();
    await expect(popup.headline).toHaveText("Microphone blocked");
    await flex.says({ ready: false, problem: "microphone-denied" });
    const welcome = await chrome.openWelcome();
    await expect(welcome.headline("The microphone is blocked")).toBeVisible();
    await expect(welcome.words("chrome://settings/content/microphone")).toBeVisible();

    await answerMicrophone(chrome, "granted");
    await expect(welcome.headline("The microphone is allowed")).toBeVisible();
    await expect(popup.headline).toHaveText("Ready for calls");
    await flex.ready();
  });
});

test("a microphone that is taken away during a call does not end it, and is heard again", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await answerMicrophone(chrome, "denied");
  await flex.says({ problem: "microphone-denied", call: { callSid: call } });
  await until("nothing is heard", async () => {
    const { media } = await sandbox.call(call);
    return !media.audible || (media.lastPacketAgoMs ?? 0) > 500;
  });
  await answerMicrophone(chrome, "granted");
  await sandbox.mark(call);
  await packetsCome(sandbox, call, 50);
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

test("a call that waits for a microphone can be hung up without one", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await answerMicrophone(chrome, "denied");
  await flex.says({ problem: "microphone-denied", call: { callSid: call } });
  await chrome.offscreenDocument.close();
  await flex.says({ call: { callSid: call, state: "reconnecting" } });
  await flex.hangUp.click();
  await sandbox.endedBy("agent", call);
});

test("after a call that another program has kept from the microphone none comes until it is free", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const free = await occupyMicrophone(chrome);
  const call = await sandbox.placeCall(IDENTITY);
  await expect(popup.headline).toHaveText("The microphone does not work");
  await expect(popup.words("microphone-busy")).toBeVisible();
  expect(await sandbox.call(call), "it rings on").toMatchObject({ state: "ringing", endedBy: null });
  await sandbox.hangUp(call);
  await flex.says({ ready: false, problem: "microphone-busy", call: null });
  // A worker that wakes knows of it.
  await flex.beatsOn(20_000, () => chrome.serviceWorker.kill());
  await flex.says({ ready: false, problem: "microphone-busy" });

  await free();
  await flex.takesNextCall(sandbox);
});
