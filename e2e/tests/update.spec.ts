import { expect, IDENTITY, test } from "../harness/test.ts";

const MICROPHONE = "Fake Audio Input 2";

for (const protocol of [1, 2] as const) {
  test(`an update leaves a plugin of protocol ${protocol} as ready as it was`, async ({
    sandbox,
    chrome,
  }) => {
    const flex = await chrome.openFlex({ protocol });
    await flex.says({ voiceClientIdentity: IDENTITY });

    await flex.beatsOn(20_000, () =>
      Promise.all([sandbox.unregistered(IDENTITY), chrome.extension.reload()]),
    );

    await sandbox.registered(IDENTITY);
    await flex.says({ voiceClientIdentity: IDENTITY, error: false });
    // An extension that Chrome fails to start is gone for longer than a plugin waits.
    if (!chrome.extension.hasFailedToStart) await expect(flex.extension).toHaveText("alive");
    const call = await sandbox.answeredCall(IDENTITY);
    await flex.hangUp.click();
    await sandbox.endedBy("agent", call);
  });
}

test("an update forgets no device that was chosen", async ({ chrome, flex }) => {
  await flex.setAudioDevice("input", MICROPHONE);
  await flex.says({ devices: { input: MICROPHONE } });

  await chrome.extension.reload();

  const anew = await chrome.openFlex();
  await anew.says({ ready: true, devices: { input: MICROPHONE } });
});

test("another page in the same tab is not taken for the one that was accepted", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  await flex.page.goto("https://flex.twilio.com/plain?plugin=off");
  await expect(popup.words("1 open, none with the plugin")).toBeVisible();

  await chrome.extension.reload();

  const after = await chrome.openPopup();
  // What it has painted at once was said before the update.
  await expect(after.page.locator(".version")).toBeVisible();
  await expect(after.words("1 open, none with the plugin")).toBeVisible();
  await flex.post({ type: "VOICE_CLIENT_EXTENSION_HANGUP_CALL" });
  await expect(after.headline).toHaveText("Waiting for Flex");
  await sandbox.unregistered(IDENTITY);
});
