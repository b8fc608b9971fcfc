import type { Chrome } from "../harness/chrome.ts";
import { devicesInUse } from "../harness/devices.ts";
import { answerMicrophone } from "../harness/permissions.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import type { Welcome } from "../harness/welcome.ts";

// Chromium's fake devices.
const MICROPHONE = "Fake Audio Input 2";
const SPEAKER = "Fake Audio Output 1";

test.describe("not asked yet", () => {
  test.use({ microphone: "prompt" });

  test("every step ticks itself off", async ({ chrome }) => {
    const welcome = await chrome.welcomePage();
    await expect(welcome.headline("The connection works")).toBeVisible();
    await expect(welcome.progress).toHaveText("1 of 5 steps done");
    await expect(welcome.microphone).toBeHidden();

    await answerMicrophone(chrome, "granted");
    await expect(welcome.headline("The microphone is allowed")).toBeVisible();
    await welcome.button("Test microphone").click();
    await expect(welcome.words("We can hear you.")).toBeVisible();
    await welcome.button("Play test sound").click();
    await welcome.button("Yes, I hear it").click();
    await expect(welcome.headline("Your headset works")).toBeVisible();
    await expect(welcome.progress).toHaveText("3 of 5 steps done");

    await chrome.extension.pin();
    await expect(welcome.headline("The icon is pinned")).toBeVisible();

    const flex = await chrome.openFlex();
    await flex.ready();
    await welcome.page.bringToFront();
    await expect(welcome.headline("Ready for calls")).toBeVisible();
    await expect(welcome.progress).toHaveText(/^Everything works/);
  });
});

test("what is chosen on the welcome page holds for the first call", async ({ sandbox, chrome }) => {
  const welcome = await chrome.openWelcome();
  await welcome.microphone.selectOption(MICROPHONE);
  await welcome.speaker.selectOption(SPEAKER);

  const flex = await chrome.openFlex();
  await flex.says({ ready: true, devices: { input: MICROPHONE, output: SPEAKER } });
  await sandbox.answeredCall(IDENTITY);
  await expect.poll(() => devicesInUse(chrome)).toEqual({ input: MICROPHONE, output: SPEAKER });

  await flex.setAudioDevice("input", "");
  await welcome.page.bringToFront();
  await expect(welcome.microphone).toHaveValue("System default");
  await expect(welcome.speaker).toHaveValue(SPEAKER);
});

test("what is tried is what is chosen", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await welcome.button("Test microphone").click();
  await expect(welcome.words("Fake Default Audio Input")).toBeVisible();
  await welcome.microphone.selectOption(MICROPHONE);
  await expect(welcome.page.locator("p", { hasText: MICROPHONE })).toBeVisible();
  await expect(welcome.words("We can hear you.")).toBeVisible();

  await welcome.speaker.selectOption(SPEAKER);
  await welcome.button("Play test sound").click();
  await expect(welcome.words("It is ringing. Do you hear it?")).toBeVisible();
  expect(await ringsThrough(chrome, welcome)).toEqual([SPEAKER]);
  await welcome.button("No").click();
  await expect(welcome.words(/^Turn up the volume/)).toBeVisible();
  expect(await ringsThrough(chrome, welcome)).toEqual([]);
});

test("out of sight it lets go of the microphone and falls silent", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await welcome.button("Test microphone").click();
  await expect(welcome.words("We can hear you.")).toBeVisible();
  await welcome.button("Play test sound").click();
  await expect.poll(() => ringsThrough(chrome, welcome)).toHaveLength(1);

  await welcome.setInSight(false);

  await expect.poll(() => ringsThrough(chrome, welcome)).toEqual([]);
  await expect(welcome.button("Test microphone")).toBeVisible();
  await expect(welcome.level).toBeHidden();
  await welcome.setInSight(true);
  const flex = await chrome.openFlex();
  await flex.ready();
  await expect(welcome.headline("Ready for calls")).toBeVisible();
});

test("a test that is stopped while Chrome opens the next microphone stays stopped", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await welcome.button("Test microphone").click();
  await expect(welcome.words("We can hear you.")).toBeVisible();
  const opened = await welcome.holdBack("getUserMedia");
  await welcome.microphone.selectOption(MICROPHONE);
  await expect.poll(() => opened.waiting()).toBe(1);
  await welcome.button("Stop test").click();

  expect(await opened.letGo()).toBe(0);
  await expect(welcome.button("Test microphone")).toBeVisible();
});

test("a sound that Chrome has yet to begin is not heard out of sight", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  const played = await welcome.holdBack("play");
  await welcome.button("Play test sound").click();
  await expect.poll(() => played.waiting()).toBe(1);
  await welcome.setInSight(false);

  await played.letGo();

  await expect.poll(() => ringsThrough(chrome, welcome)).toEqual([]);
  await welcome.setInSight(true);
  await expect(welcome.button("Play test sound")).toBeVisible();
});

test("without Twilio's signalling it says so, and what to do", async ({ sandbox, chrome }) => {
  await sandbox.setSignalling({ refuse: true });
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("Twilio not reachable")).toBeVisible();
  await expect(welcome.words("Twilio does not answer.")).toBeVisible();
  await expect(welcome.words(/wss:\/\/\*\.twilio\.com/)).toBeVisible();

  await sandbox.setSignalling({});
  await welcome.button("Check connection").click();
  await expect(welcome.headline("The connection works")).toBeVisible();
});

test("a computer that goes offline and comes back is noticed", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("The connection works")).toBeVisible();
  await chrome.context.setOffline(true);
  await expect(welcome.headline("This computer is offline")).toBeVisible();
  await chrome.context.setOffline(false);
  await expect(welcome.headline("The connection works")).toBeVisible();
});

test("a network that lets no sound out to Twilio is not said to", async ({ sandbox, chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.words("UDP gets through to Twilio and back.")).toBeVisible();
  await sandbox.cutMedia(true);
  await welcome.button("Check connection").click();
  await expect(welcome.words(/test server does not answer/)).toBeVisible();
});

test("without a way for sound it says that calls would stay silent", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("The connection works")).toBeVisible();
  await welcome.loseSound();
  await welcome.button("Check connection").click();
  // It waits for what does not come.
  await expect(welcome.headline("Sound is blocked")).toBeVisible();
  await expect(welcome.words(/must let Chrome use UDP/)).toBeVisible();
});

test("why there is no microphone is said, with what to do", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  for (const [name, message, headline, remedy] of [
    ["NotFoundError", "", "No microphone found", /^Plug in your headset/],
    ["NotReadableError", "", "The microphone does not work", /^Another program may be using it/],
    ["NotAllowedError", "Permission denied by system", "Your computer blocks the microphone", /^macOS:/],
  ] as const) {
    await welcome.refuseMicrophone(name, message);
    const again = welcome.button("Test microphone").or(welcome.button("Check again"));
    await again.click();
    await expect(welcome.headline(headline)).toBeVisible();
    await expect(welcome.words(remedy)).toBeVisible();
  }
});

test.describe("asked, and not answered", () => {
  test.use({ microphone: "prompt" });

  test("a question that was closed can be asked again", async ({ chrome }) => {
    const welcome = await chrome.openWelcome();
    await welcome.refuseMicrophone("NotAllowedError", "Permission dismissed");
    await welcome.button("Allow microphone").click();
    await expect(welcome.headline("The question was closed")).toBeVisible();
    await expect(welcome.button("Allow microphone")).toBeVisible();
  });
});

test("what is pressed while there is no worker is done by the next one", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("Sign in to Flex")).toBeVisible();
  // A Port that has closed is not opened again before the page's time goes on.
  await welcome.page.clock.install();
  await welcome.page.clock.pauseAt(Date.now() + 1_000);
  await chrome.serviceWorker.kill();

  await welcome.microphone.selectOption(MICROPHONE);
  await welcome.button("Open Flex").click();
  await welcome.page.clock.resume();

  const urls = () => chrome.context.pages().map((page) => page.url());
  await expect.poll(() => urls().some((it) => it.startsWith("https://flex.twilio.com/"))).toBe(true);
  await welcome.page.reload();
  await expect(welcome.microphone).toHaveValue(MICROPHONE);
});

test("what is chosen while the worker dies is kept by the next one", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("Sign in to Flex")).toBeVisible();

  await chrome.serviceWorker.stop();
  await welcome.microphone.selectOption(MICROPHONE);
  await chrome.serviceWorker.kill();

  const flex = await chrome.openFlex();
  await flex.says({ ready: true, devices: { input: MICROPHONE } });
});

test("a Flex tab without the plugin is told from one with it", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("Sign in to Flex")).toBeVisible();
  const flex = await chrome.openFlex({ plugin: "off" });
  await welcome.page.bringToFront();
  await expect(welcome.headline("Flex is open, but not connected")).toBeVisible();

  expect(await welcome.tabsInFront()).not.toContain(flex.page.url());
  await welcome.button("Open Flex").click();
  await expect.poll(() => welcome.tabsInFront()).toContain(flex.page.url());
});

test("what keeps calls away is said with its code, and tried again from there", async ({
  sandbox,
  chrome,
}) => {
  await sandbox.setFunction({ mode: "status", status: 503 });
  await chrome.openFlex();
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("Call service has an error")).toBeVisible();
  await expect(welcome.words("token-function-failing 503")).toBeVisible();

  await sandbox.setFunction({});
  await welcome.button("Try again").click();
  await expect(welcome.headline("Ready for calls")).toBeVisible();
});

test.describe("denied", () => {
  test.use({ microphone: "denied" });

  test("a microphone that stays away brings the page up again", async ({ chrome }) => {
    await (await chrome.welcomePage()).page.close();
    await chrome.openFlex();
    const welcome = await chrome.welcomePage(20_000);
    await expect(welcome.headline("The microphone is blocked")).toBeVisible();

    const popup = await chrome.openPopup();
    expect(await welcome.isInFront()).toBe(false);
    await popup.button("Set up microphone").click();
    await expect.poll(() => welcome.isInFront()).toBe(true);
    expect(chrome.welcomePages()).toHaveLength(1);
  });
});

test("all of it works from the keyboard alone", async ({ chrome }) => {
  const welcome = await chrome.openWelcome();
  await expect(welcome.headline("The connection works")).toBeVisible();
  await press(welcome, "Test microphone");
  await expect(welcome.words("We can hear you.")).toBeVisible();
  await reach(welcome, "Microphone");
  await welcome.page.keyboard.press("ArrowDown");
  await expect(welcome.microphone).not.toHaveValue("System default");
  await press(welcome, "Play test sound");
  await press(welcome, "Yes, I hear it");
  await expect(welcome.headline("Your headset works")).toBeVisible();
  await press(welcome, "Check connection");
  await expect(welcome.headline("The connection works")).toBeVisible();
});

/** The labels of the speakers that the page rings through. */
async function ringsThrough(chrome: Chrome, { page }: Welcome): Promise<string[]> {
  const look = `async (elements) => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const outputs = devices.filter((it) => it.kind === "audiooutput");
    return elements
      .filter((it) => !it.paused)
      .map((it) => outputs.find((o) => o.deviceId === (it.sinkId || "default"))?.label);
  }`;
  const labels = [];
  for (const target of await chrome.devTools.targets(page.url())) {
    labels.push(
      ...(await chrome.devTools.withTarget(target, (session) =>
        chrome.devTools.withObjects<string[]>(session, "HTMLAudioElement", look),
      )),
    );
  }
  return labels;
}

/** Goes to a control with the Tab key. */
async function reach({ page }: Welcome, name: string): Promise<void> {
  const focused = () =>
    page.evaluate(() => {
      const it = document.activeElement as HTMLElement | null;
      const label = it instanceof HTMLSelectElement ? it.labels[0]?.textContent : it?.textContent;
      return label ?? "";
    });
  for (let presses = 0; presses < 30 && (await focused()) !== name; presses++) {
    await page.keyboard.press("Tab");
  }
  expect(await focused()).toBe(name);
}

/** Presses a button without a pointer, and sees that the focus is not lost. */
async function press(welcome: Welcome, name: string): Promise<void> {
  await expect(welcome.button(name)).toBeVisible();
  await reach(welcome, name);
  await welcome.page.keyboard.press("Enter");
  await expect
    .poll(() => welcome.page.evaluate(() => document.activeElement?.tagName))
    .not.toBe("BODY");
}
