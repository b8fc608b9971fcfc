// The popup in the window that Chrome gives it.

import { lastPicture, notePictures } from "../harness/action.ts";
import type { Chrome } from "../harness/chrome.ts";
import { extensionUrl } from "../harness/extension-origin.ts";
import { expect, IDENTITY, test } from "../harness/test.ts";
import type { ToolbarPopup } from "../harness/toolbar.ts";

/** As wide as a popup is, and nothing to scroll. */
const FITS = { width: 360, scrolls: 0 };

test("in the popup of the toolbar, which fits its window, a call is muted and ended", async ({
  sandbox,
  chrome,
  flex,
}) => {
  const call = await sandbox.answeredCall(IDENTITY);
  const popup = await chrome.openToolbarPopup();
  await shows(popup, "On a call");
  expect(await popup.fit()).toEqual(FITS);

  await popup.press("Mute");
  await sandbox.callIs(call, "silent");
  await shows(popup, "On a call, muted");
  await popup.press("Keypad");
  await expect.poll(() => popup.fit()).toEqual(FITS);

  await popup.press("Hang up");
  await sandbox.endedBy("agent", call);
  await shows(popup, "Ready for calls");
  await flex.ready();
  await expect.poll(() => popup.fit()).toEqual(FITS);
});

test("the window of the popup has its size from the first frame on that is seen", async ({
  sandbox,
  chrome,
  flex: _,
}) => {
  await sandbox.answeredCall(IDENTITY);
  const first = await chrome.openToolbarPopup();
  await shows(first, "On a call");
  await expect.poll(() => first.fit()).toEqual(FITS);
  const height = await first.evaluate("innerHeight");
  const isKept = `localStorage.getItem("popup.last-look")
    ?.startsWith(document.querySelector("main").offsetHeight + "px ")`;
  await expect.poll(() => first.evaluate(isKept)).toBe(true);
  await first.close();

  noteFrames(chrome);
  const popup = await chrome.openToolbarPopup();
  await shows(popup, "On a call");
  await expect.poll(() => popup.evaluate("frames.at(-1)?.callWasThere")).toBe(true);
  const heights: number[] = await popup.evaluate("frames.map((it) => it.height)");
  expect([...new Set(heights)]).toEqual([height]);
});

test("the icon in the toolbar is the one of the state", async ({ sandbox, chrome, flex }) => {
  const icons = ["waiting", "connecting", "ready", "on-call", "muted", "problem"];
  const icon = () => lastPicture(chrome, icons);
  await notePictures(chrome);
  for (let calls = 0; calls < 2; calls += 1) {
    const call = await sandbox.answeredCall(IDENTITY);
    await expect.poll(icon).toBe("on-call");
    await flex.mute.click();
    await expect.poll(icon).toBe("muted");
    await flex.endCall(sandbox, call);
    await expect.poll(icon).toBe("ready");
  }
});

async function shows(popup: ToolbarPopup, headline: string): Promise<void> {
  await expect.poll(() => popup.headline()).toBe(headline);
}

/** Has each popup note how high its window is at each of its frames. */
function noteFrames(chrome: Chrome): void {
  chrome.devTools.firstLines.add(`if (location.href === "${extensionUrl("popup.html")}") {
    window.frames = [];
    const note = () => {
      const callWasThere = document.querySelector(".checking") === null
        && document.querySelector("h1") !== null;
      frames.push({ height: innerHeight, callWasThere });
      requestAnimationFrame(note);
    };
    // Chrome shows the window when that is loaded.
    addEventListener("load", () => requestAnimationFrame(note));
  }`);
}
