import { heardByAgent } from "../harness/audio.ts";
import type { Chrome } from "../harness/chrome.ts";
import { devicesInUse, occupyMicrophone, unplug } from "../harness/devices.ts";
import { beeps, level } from "../harness/meter.ts";
import { answerMicrophone } from "../harness/permissions.ts";
import { crashAudio } from "../harness/processes.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import { goesOn, goesOnFromNow, heardDuring, packetsCome } from "../harness/stretch.ts";
import { until } from "../harness/until.ts";

// Chromium's fake devices.
const MICROPHONE = "Fake Audio Input 2";
const SPEAKER = "Fake Audio Output 1";
const DEFAULTS = { input: "Fake Default Audio Input", output: "Fake Default Audio Output" };

test("microphone and speaker are chosen in Flex during a call, and stay chosen", async ({
  sandbox,
  chrome,
  flex,
}) => {
  await flex.says({ devices: { input: null, output: null } });
  const offered = (await flex.heartbeat())?.devices;
  expect(offered?.inputs).toContain(MICROPHONE);
  expect(offered?.outputs).toContain(SPEAKER);
  const call = await sandbox.answeredCall(IDENTITY);
  expect(await devicesInUse(chrome)).toEqual(DEFAULTS);

  const changed = await heardDuring(sandbox, call, async () => {
    await flex.setAudioDevice("input", MICROPHONE);
    await flex.setAudioDevice("output", SPEAKER);
    await flex.says({ devices: { input: MICROPHONE, output: SPEAKER } });
    await expect.poll(() => devicesInUse(chrome)).toEqual({ input: MICROPHONE, output: SPEAKER });
    await goesOn(sandbox, call, 1_000);
  });
  expect(changed.packetsLost).toBe(0);
  // Opening a microphone takes a moment, on a slow machine a longer one.
  expect(changed.longestGapMs).toBeLessThan(3_000);
  await expect.poll(() => heardByAgent(chrome)).toMatchObject({ playing: true });

  await flex.beatsOn(20_000, () => chrome.serviceWorker.kill());
  await flex.says({ devices: { input: MICROPHONE, output: SPEAKER } });
  await flex.hangUp.click();
  await sandbox.callIs(call, "ended");
  await flex.ready();
  const next = await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => devicesInUse(chrome)).toEqual({ input: MICROPHONE, output: SPEAKER });

  await flex.setAudioDevice("input", "");
  await flex.setAudioDevice("output", "");
  await expect.poll(() => devicesInUse(chrome)).toEqual(DEFAULTS);
  await sandbox.callIs(next, "audible");
});

test("a device that is not there costs nothing", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);

  const heard = await heardDuring(sandbox, call, async () => {
    await flex.setAudioDevice("input", "A microphone of somebody else");
    await flex.setAudioDevice("output", SPEAKER);
    await flex.says({ devices: { input: null, output: SPEAKER } });
  });

  expect(heard.packetsLost).toBe(0);
  expect(await devicesInUse(chrome)).toMatchObject({ input: DEFAULTS.input });
});

test("a muted call stays silent when its microphone is changed", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.mute.click();
  await sandbox.callIs(call, "silent");

  await sandbox.mark(call);
  await flex.setAudioDevice("input", MICROPHONE);
  await expect.poll(() => devicesInUse(chrome)).toMatchObject({ input: MICROPHONE });
  // It beeps once a second.
  await goesOnFromNow(sandbox, call, 1_500);

  const { media } = await sandbox.call(call);
  expect(media.silentForMs).toBeGreaterThanOrEqual(media.sinceMark?.elapsedMs ?? Infinity);
  await flex.unmute.click();
  await sandbox.callIs(call, "audible");
});

test("agent and customer hear each other again after Chrome's audio has crashed", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await sandbox.callIs(call, "audible");

  await crashAudio(chrome);
  const before = await heardByAgent(chrome);
  await sandbox.mark(call);
  await packetsCome(sandbox, call, 50);
  await sandbox.callIs(call, "audible");
  await expect.poll(async () => (await heardByAgent(chrome)).samples).toBeGreaterThan(before.samples + 24_000);
  expect(await heardByAgent(chrome)).toMatchObject({ playing: true });
  await flex.endCall(sandbox, call);
});

test("a level that somebody looks at moves again after Chrome's audio has crashed", async ({
  chrome,
  flex: _,
}) => {
  const pages = [await chrome.welcomePage(), await chrome.openPopup({ unfolded: false })];
  for (const { page } of pages) {
    await page.bringToFront();
    await page.getByRole("button", { name: "Test microphone" }).click();
    const meter = page.getByRole("meter", { name: "Microphone level" });
    await beeps(meter);

    await crashAudio(chrome);

    await expect.poll(() => level(meter)).toBe(0);
    await beeps(meter);
  }
});

test("a microphone that can't be opened again at once is heard as soon as it can", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await sandbox.callIs(call, "audible");

  const free = await occupyMicrophone(chrome);
  await crashAudio(chrome);
  await until("nothing is heard", async () => {
    return ((await sandbox.call(call)).media.lastPacketAgoMs ?? 0) > 1_000;
  });
  await free();
  await sandbox.mark(call);
  await packetsCome(sandbox, call, 50);
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

test("who was muted stays so after Chrome's audio has crashed", async ({ sandbox, chrome, flex }) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await flex.mute.click();
  await sandbox.callIs(call, "silent");

  await sandbox.mark(call);
  await crashAudio(chrome);
  await packetsCome(sandbox, call, 100);
  const { media } = await sandbox.call(call);
  expect(media.silentForMs).toBeGreaterThanOrEqual(media.sinceMark?.elapsedMs ?? Infinity);
  await flex.unmute.click();
  await sandbox.callIs(call, "audible");
  await flex.endCall(sandbox, call);
});

const withoutMicrophone = {
  "may not be used": {
    problem: "microphone-denied",
    take: async (chrome: Chrome) => {
      await answerMicrophone(chrome, "denied");
      return () => answerMicrophone(chrome, "granted");
    },
  },
  "is held by another program": {
    problem: "microphone-busy",
    take: occupyMicrophone,
  },
};

for (const [what, { problem, take }] of Object.entries(withoutMicrophone)) {
  test(`a call whose document is gone waits for a microphone that ${what}`, async ({
    sandbox,
    chrome,
    flex,
  }) => {
    const call = await sandbox.answeredCall(IDENTITY);
    const giveBack = await take(chrome);

    await chrome.offscreenDocument.close();
    await flex.says({ problem, call: { callSid: call, state: "reconnecting" } });
    expect((await sandbox.call(call)).state).toBe("active");

    await giveBack();
    await sandbox.callIs(call, "audible");
    await flex.says({ call: { callSid: call, state: "active" } });
    await flex.endCall(sandbox, call);
  });
}

test("a device that is unplugged during a call is used again when it is back", async ({
  sandbox,
  chrome,
  flex,
}) => {
  await unplug(chrome);
  await flex.setAudioDevice("input", MICROPHONE);
  await flex.setAudioDevice("output", SPEAKER);
  const call = await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => devicesInUse(chrome)).toEqual({ input: MICROPHONE, output: SPEAKER });

  const heard = await heardDuring(sandbox, call, async () => {
    await unplug(chrome, MICROPHONE, SPEAKER);
    await expect.poll(() => devicesInUse(chrome)).toEqual(DEFAULTS);
    await flex.says({ devices: { input: MICROPHONE, inputs: ["Fake Audio Input 1"] } });
    await sandbox.callIs(call, "audible");
    await unplug(chrome);
    await expect.poll(() => devicesInUse(chrome)).toEqual({ input: MICROPHONE, output: SPEAKER });
    await goesOn(sandbox, call, 1_000);
  });

  expect(heard.packetsLost).toBe(0);
  await flex.says({ call: { callSid: call, state: "active" } });
});
