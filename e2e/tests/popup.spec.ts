import type { Locator, Page } from "@playwright/test";

import { plays } from "../harness/audio.ts";
import { devicesInUse, unplug } from "../harness/devices.ts";
import { beeps } from "../harness/meter.ts";
import { answerMicrophone } from "../harness/permissions.ts";
import { goesOnFromNow } from "../harness/stretch.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";

// Chromium's fake devices.
const MICROPHONE = "Fake Audio Input 2";
const SPEAKER = "Fake Audio Output 1";
const DEFAULTS = { input: "Fake Default Audio Input", output: "Fake Default Audio Output" };

/** Goes from one control to the next until this one has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let n = 0; n < 40; n += 1) {
    if (await control.evaluate((it) => it === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not get to ${String(control)}`);
}

test("a call is muted, keyed into and ended from the keyboard alone", async ({
  sandbox,
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup({ unfolded: false });
  const { page } = popup;
  const call = await sandbox.answeredCall(IDENTITY);

  await tabTo(page, popup.mute);
  await page.keyboard.press("Enter");
  await sandbox.callIs(call, "silent");
  // The button says something else now, and still has the focus.
  await expect(popup.unmute).toBeFocused();
  await page.keyboard.press("Space");
  await sandbox.callIs(call, "audible");

  await page.keyboard.type("42#");
  await expect(popup.words("Sent: 42#")).toBeVisible();
  await expect.poll(async () => (await sandbox.call(call)).digits).toBe("42#");

  await tabTo(page, popup.button("Keypad"));
  await page.keyboard.press("Enter");
  await tabTo(page, popup.button("9"));
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await sandbox.call(call)).digits).toBe("42#9");

  await tabTo(page, popup.hangUp);
  await page.keyboard.press("Enter");
  await sandbox.endedBy("agent", call);
  await expect(popup.button("9")).toBeHidden();
  // The button that had the focus is gone.
  await expect(popup.headline).toBeFocused();
});

test("digits are typed wherever the focus is, and with Alt where a keyboard needs it", async ({
  sandbox,
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup();
  const { page } = popup;
  const call = await sandbox.answeredCall(IDENTITY);
  await expect(popup.hangUp).toBeEnabled();

  await popup.notifications.focus();
  await page.keyboard.type("4");
  await page.keyboard.down("Alt");
  await page.keyboard.press("#");
  await page.keyboard.up("Alt");
  await page.getByLabel("Speaker", { exact: true }).focus();
  await page.keyboard.type("7");
  await popup.hangUp.focus();
  await page.keyboard.type("2");

  await expect(popup.words("Sent: 4#2")).toBeVisible();
  await expect.poll(async () => (await sandbox.call(call)).digits).toBe("4#2");
});

test("from the details one gets to the page for checking one's equipment, and to Chrome's shortcuts", async ({
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup();
  await expect(popup.headline).toHaveText("Ready for calls");
  await popup.button("Check equipment").click();
  const welcome = await chrome.welcomePage();
  await expect(welcome.progress).toBeVisible();

  const opened = chrome.context.waitForEvent("page");
  await popup.button("Change shortcuts").click();
  await (await opened).waitForURL("chrome://extensions/shortcuts");
});

test("the test sound is heard", async ({ chrome, flex: _ }) => {
  const popup = await chrome.openPopup();
  const test = popup.button("Play test sound");
  await test.press("Enter");
  await expect.poll(() => plays(chrome, "popup.html")).toBe(true);
  await expect(test).toBeFocused();
  await expect.poll(() => plays(chrome, "popup.html")).toBe(false);
});

test("without a microphone that may be used there are no devices to choose or try", async ({
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const microphone = popup.page.getByLabel("Microphone", { exact: true });
  await expect(microphone).toBeVisible();
  await answerMicrophone(chrome, "denied");
  await expect(popup.headline).toHaveText("Microphone blocked");
  await expect(microphone).toBeHidden();
  await expect(popup.button("Test microphone")).toBeHidden();

  await answerMicrophone(chrome, "granted");
  await flex.ready();
  await expect(microphone).toBeVisible();
});

test("a microphone that can't be tried is said to be so, and can be tried again", async ({
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup();
  await popup.page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotReadableError"));
  });
  await popup.button("Test microphone").click();
  await expect(popup.words("This microphone can’t be opened.")).toBeVisible();
  await expect(popup.button("Test microphone")).toBeVisible();
  await expect(popup.page.getByRole("meter")).toBeHidden();
});

test("a restart is asked for, and called off, from the keyboard alone", async ({
  sandbox,
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup();
  const { page } = popup;
  const { functionRequests } = await sandbox.state();

  await tabTo(page, popup.restart);
  await page.keyboard.press("Enter");
  await expect(popup.question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");

  await expect(popup.question).toBeHidden();
  await expect(popup.restart).toBeFocused();
  expect((await sandbox.state()).functionRequests).toBe(functionRequests);
});

test("microphone and speaker are chosen in the popup during a muted call, which stays muted", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const popup = await chrome.openPopup();
  const call = await sandbox.answeredCall(IDENTITY);
  expect(await devicesInUse(chrome)).toEqual(DEFAULTS);
  await popup.mute.click();
  await sandbox.callIs(call, "silent");
  await sandbox.mark(call);

  await popup.page.getByLabel("Microphone", { exact: true }).selectOption(MICROPHONE);
  await popup.page.getByLabel("Speaker", { exact: true }).selectOption(SPEAKER);

  await expect.poll(() => devicesInUse(chrome)).toEqual({ input: MICROPHONE, output: SPEAKER });
  await flex.says({ devices: { input: MICROPHONE, output: SPEAKER } });
  // The new microphone beeps once a second.
  await goesOnFromNow(sandbox, call, 1_500);
  const { media } = await sandbox.call(call);
  expect(media.silentForMs).toBeGreaterThanOrEqual(media.sinceMark?.elapsedMs ?? Infinity);
  await popup.unmute.click();
  await sandbox.callIs(call, "audible");
});

test("the level of the microphone moves during a call", async ({ sandbox, chrome, flex: _ }) => {
  const popup = await chrome.openPopup({ unfolded: false });
  const meter = popup.page.getByRole("meter", { name: "Microphone level" });
  await expect(meter).toBeHidden();
  await sandbox.answeredCall(IDENTITY);

  await beeps(meter);
  await popup.hangUp.click();
  await expect(meter).toBeHidden();
});

test("a headset that goes is missed aloud, and taken back", async ({ sandbox, chrome, flex: _ }) => {
  await unplug(chrome);
  const popup = await chrome.openPopup({ unfolded: false });
  await sandbox.answeredCall(IDENTITY);
  const microphone = popup.page.getByLabel("Microphone", { exact: true });
  await microphone.selectOption(MICROPHONE);
  await expect.poll(() => devicesInUse(chrome)).toMatchObject({ input: MICROPHONE });

  await unplug(chrome, MICROPHONE);

  const missed = popup.page.locator("[aria-live] li").getByText(`“${MICROPHONE}” is not connected.`);
  await expect(missed).toBeVisible();
  await expect(microphone.locator("option:checked")).toHaveText(`${MICROPHONE} (not connected)`);
  await unplug(chrome);
  await expect(missed).toBeHidden();
  await expect.poll(() => devicesInUse(chrome)).toMatchObject({ input: MICROPHONE });
});

test("nothing moves when the true state takes the place of the last known one", async ({
  sandbox,
  chrome,
  flex: _,
}) => {
  await sandbox.answeredCall(IDENTITY);
  await sandbox.placeCall(IDENTITY, "+15550101");
  const popup = await chrome.openPopup();
  await expect(popup.mute).toBeEnabled();
  await expect(popup.words("Another call is waiting: +15550101")).toBeVisible();
  await expect(popup.words("Ctrl+Shift+1")).toBeVisible();
  // The first sample of the connection comes a while after the call.
  await expect(popup.page.getByRole("button", { name: /^Connection: / })).toBeVisible();
  await popup.page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts, places });
    // What is last known is there as soon as anything is.
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".checking")) return;
      observer.disconnect();
      Object.assign(window, { before: places(), said: document.body.innerText });
    }).observe(document, { childList: true, subtree: true });
    function places() {
      const parts = "h1, .caller, button, li, label, select, meter, summary, dt, dd, input";
      const visible = [...document.querySelectorAll(parts)].filter((it) => it.checkVisibility());
      return visible.map((it) => {
        const { left, top, width, height } = it.getBoundingClientRect();
        return `${it.tagName} ${it.className}: ${[left, top, width, height].map(Math.round)}`;
      });
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as { value?: number }).value ?? 0);
    }).observe({ type: "layout-shift", buffered: true });
  });

  await popup.page.reload();
  await expect(popup.mute).toBeEnabled();
  await expect(popup.page.getByRole("meter")).toBeVisible();

  await expect(popup.words("Another call is waiting: +15550101")).toBeVisible();
  const { shifts, said, before, after } = await popup.page.evaluate(() => {
    const { shifts, said, before, places } = window as any;
    return { shifts, said, before, after: places() };
  });
  expect(said).toContain("Another call is waiting");
  expect(said).not.toContain("Unknown caller");
  expect(shifts).toEqual([]);
  expect(before.length).toBeGreaterThan(20);
  expect(after).toEqual(before);
});

test("the first paint is as high as what was last shown, and has its colours", async ({
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup();
  const { page } = popup;
  await expect(popup.restart).toBeEnabled();
  const look = () =>
    page.evaluate(() => ({
      height: document.documentElement.offsetHeight,
      colour: getComputedStyle(document.querySelector(".summary")!).backgroundColor,
    }));
  // Kept in the frame after the one that has changed it.
  const kept = () =>
    expect
      .poll(() =>
        page.evaluate(() => {
          const [height] = (localStorage.getItem("popup.last-look") ?? "").split(" ");
          return height === `${document.querySelector("main")!.clientHeight}px`;
        }),
      )
      .toBe(true);
  await expect(popup.words("Ctrl+Shift+1")).toBeVisible();
  await expect(popup.words(/^Renews at /)).toBeVisible();
  await kept();
  const shown = await look();
  expect(shown.height).toBeGreaterThan(600);
  // What is not there when a popup opens says nothing about the next one.
  await popup.button("Test microphone").click();
  await expect(page.getByRole("meter")).toBeVisible();
  expect((await look()).height).toBeGreaterThan(shown.height);

  // Each popup's program waits until it is let go.
  await page.addInitScript(() => {
    const { instantiateStreaming } = WebAssembly;
    const letGo = new Promise((resolve) => Object.assign(window, { letGo: resolve }));
    WebAssembly.instantiateStreaming = async (...given) => {
      await letGo;
      return instantiateStreaming(...given);
    };
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".checking")) return;
      observer.disconnect();
      Object.assign(window, { lastKnownHeight: document.documentElement.offsetHeight });
    }).observe(document, { childList: true, subtree: true });
  });
  const letGo = () => page.evaluate(() => (window as any).letGo());
  await page.reload();
  expect(await look()).toEqual(shown);
  await expect(popup.headline).toBeHidden();
  await letGo();
  await expect(popup.restart).toBeEnabled();
  expect(await page.evaluate(() => (window as any).lastKnownHeight)).toBe(shown.height);
  expect(await look()).toEqual(shown);

  // It is no higher than what is in it.
  await page.locator("details.details > summary").click();
  await expect.poll(async () => (await look()).height).toBeLessThan(shown.height - 100);
  await kept();
  const folded = await look();
  await page.reload();
  expect(await look()).toEqual(folded);
  await letGo();
  await expect(popup.words("checking…")).toBeHidden();
  await expect(popup.headline).toBeVisible();
  expect(await look()).toEqual(folded);
});

test("the state can be copied for whoever helps, without who calls", async ({
  sandbox,
  chrome,
  flex: _,
}) => {
  const popup = await chrome.openPopup();
  await sandbox.answeredCall(IDENTITY);
  await expect(popup.hangUp).toBeEnabled();

  await popup.button("Copy diagnostics").click();

  await expect(popup.button("Copied")).toBeVisible();
  // Pasted, as where help is asked for.
  await popup.page.evaluate(() => document.body.append(document.createElement("textarea")));
  const pasted = popup.page.locator("textarea");
  await pasted.press("ControlOrMeta+V");
  const copied = await pasted.inputValue();
  expect(copied).toContain("state: on-call\n");
  expect(copied).toContain(`identity: ${IDENTITY}\n`);
  expect(copied).not.toContain("+15550100");
});
