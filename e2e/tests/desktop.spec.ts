// Beyond the popup: the badge, keys, and what the desktop tells.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { badge } from "../harness/action.ts";
import { pressShortcut, shortcuts } from "../harness/commands.ts";
import { clickNotification, notifications, setNotifications } from "../harness/notifications.ts";
import { answerMicrophone } from "../harness/permissions.ts";
import { crashAudio } from "../harness/processes.ts";
import { packetsCome } from "../harness/stretch.ts";
import { tabsInFront } from "../harness/tabs.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";

test("the badge counts the minutes of a call, and says when it is muted", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => badge(popup)).toMatchObject({ text: "0m" });

  await chrome.serviceWorker.evaluate("{ const now = Date.now; Date.now = () => now() + 12 * 60_000; }");
  await flex.mute.click();
  await expect.poll(() => badge(popup)).toEqual({
    text: "",
    title: "Voice client: on a call, muted\n12 min",
  });
  await flex.unmute.click();
  await expect.poll(() => badge(popup)).toMatchObject({ text: "12m" });
});

test("keys mute, unmute and hang up, also when the worker has just been killed", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  await pressShortcut(chrome, "mute");
  await sandbox.callIs(call, "silent");
  await flex.says({ call: { muted: true } });
  await pressShortcut(chrome, "mute");
  await sandbox.callIs(call, "audible");

  await flex.beatsOn(20_000, () => chrome.serviceWorker.kill());
  await pressShortcut(chrome, "hang-up");
  await sandbox.endedBy("agent", call);
  await flex.ready();
});

test("Chrome offers the keys that the manifest suggests", async ({ chrome }) => {
  const popup = await chrome.openPopup();
  expect(await shortcuts(popup)).toEqual({
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
  await expect.poll(() => notifications(popup)).toEqual(["call"]);

  expect(await tabsInFront(popup.page)).not.toContain(flex.page.url());
  await clickNotification(chrome, "call");
  await expect.poll(() => tabsInFront(popup.page)).toContain(flex.page.url());
  await expect.poll(() => notifications(popup)).toEqual([]);
});

test("a call that is answered while Flex is in front is told by Flex alone", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  await flex.page.bringToFront();
  const first = await sandbox.answeredCall(IDENTITY);
  // By the time that an order has gone there and back, it would have been told.
  await flex.mute.click();
  await flex.says({ call: { state: "active", muted: true } });
  expect(await notifications(popup)).toEqual([]);
  await sandbox.hangUp(first);
  await flex.ready();

  // The next one is told, for the agent looks at something else.
  await popup.page.bringToFront();
  await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => notifications(popup)).toEqual(["call"]);
});

test("a call that is over is told no more, and an agent who wants no notifications gets none", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const first = await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => notifications(popup)).toEqual(["call"]);
  await sandbox.hangUp(first);
  await expect.poll(() => notifications(popup)).toEqual([]);
  await flex.ready();

  // As if on another computer that the person is signed in on.
  await setNotifications(popup, false);
  await expect(popup.notifications).not.toBeChecked();
  // Pressed twice in a moment, the box is as it was.
  await popup.notifications.evaluate((it: HTMLInputElement) => {
    it.click();
    it.click();
  });
  const second = await sandbox.answeredCall(IDENTITY);
  // By the time that an order has gone there and back, it would have been told.
  await flex.mute.click();
  await flex.says({ call: { state: "active", muted: true } });
  expect(await notifications(popup)).toEqual([]);
  await sandbox.hangUp(second);
  await flex.ready();

  await popup.notifications.check();
  await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => notifications(popup)).toEqual(["call"]);
});

test("a microphone that stays away is told, and a click leads to where it is mended", async ({
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  await answerMicrophone(chrome, "denied");
  await flex.says({ problem: "microphone-denied" });
  await expect.poll(() => notifications(popup), { timeout: 25_000 }).toEqual(["problem"]);

  await clickNotification(chrome, "problem");
  await chrome.welcomePage();
  await answerMicrophone(chrome, "granted");
  await flex.ready();
  await expect.poll(() => notifications(popup)).toEqual([]);
});

test.describe("with a voice at the microphone", () => {
  test.use({
    chromeArguments: [`--use-file-for-fake-audio-capture=${voice()}`],
  });

  test("an agent who speaks while muted is told so", async ({ sandbox, chrome, flex }) => {
    const call = await sandbox.answeredCall(IDENTITY);
    await flex.mute.click();
    await sandbox.callIs(call, "silent");
    await flex.says({ call: { speakingWhileMuted: true } });
    // Nobody but the extension has heard it.
    await sandbox.callIs(call, "silent");

    // Another microphone takes the place of one that Chrome has ended.
    await crashAudio(chrome);
    await sandbox.mark(call);
    await packetsCome(sandbox, call, 200);
    await flex.says({ call: { speakingWhileMuted: true } });
    await sandbox.callIs(call, "silent");
    await flex.unmute.click();
    await flex.says({ call: { muted: false, speakingWhileMuted: false } });
    await sandbox.callIs(call, "audible");
  });
});

/** Writes a sound that no noise suppression takes for noise, and returns where: syllables with gaps. */
function voice(): string {
  const rate = 48_000;
  const samples = new Int16Array(4 * rate);
  for (let n = 0; n < samples.length; n += 1) {
    const seconds = n / rate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.5 * seconds));
    const pitch = 2 * Math.PI * (140 * seconds + 3 * Math.sin(2 * Math.PI * 0.7 * seconds));
    const tones = [1, 2, 3, 4, 5, 6].map((harmonic) => Math.sin(harmonic * pitch) / harmonic);
    samples[n] = 9_000 * syllable * tones.reduce((sum, tone) => sum + tone, 0);
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  // 16 bytes of format: PCM, one channel, 16 bits.
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(2 * rate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  const file = join(mkdtempSync(join(tmpdir(), "voice-")), "voice.wav");
  writeFileSync(file, Buffer.concat([header, Buffer.from(samples.buffer)]));
  return file;
}
