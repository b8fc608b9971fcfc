// The extension's action: its button in the toolbar.
// <https://developer.chrome.com/docs/extensions/reference/api/action>

import type { Chrome } from "./chrome.ts";
import type { Popup } from "./popup.ts";

/** What the toolbar shows. */
export interface Badge {
  text: string;
  title: string;
}

/** What the toolbar shows, asked for on a page of the extension. */
export async function badge(on: Popup): Promise<Badge> {
  return on.page.evaluate(async () => ({
    text: await chrome.action.getBadgeText({}),
    title: await chrome.action.getTitle({}),
  }));
}

/**
 * Has the worker note the pictures that it gives Chrome from now on. Chrome says of a title and a
 * text what they are, and of the picture nothing.
 */
export async function notePictures({ serviceWorker }: Chrome): Promise<void> {
  await serviceWorker.evaluate(`{
    const { setIcon } = chrome.action;
    globalThis.pictures = [];
    chrome.action.setIcon = (details) => {
      pictures.push(details.imageData);
      return setIcon.call(chrome.action, details);
    };
  }`);
}

/** Which of the icons the last of them is, in both sizes; nothing if it is none, or there is none. */
export async function lastPicture({ serviceWorker }: Chrome, icons: string[]): Promise<unknown> {
  return serviceWorker.evaluate(`(async () => {
    const pixels = async (icon, size) => {
      const file = await fetch("icons/" + icon + "-" + size + ".png");
      const bitmap = await createImageBitmap(await file.blob());
      const context = new OffscreenCanvas(size, size).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      return String(context.getImageData(0, 0, size, size).data);
    };
    const last = pictures.at(-1);
    for (const icon of ${JSON.stringify(icons)}) {
      const is = async (size) => String(last?.[size].data) === (await pixels(icon, size));
      if ((await is(16)) && (await is(32))) return icon;
    }
  })()`);
}
