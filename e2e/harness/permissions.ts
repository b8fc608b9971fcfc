// What the person allows: Chrome keeps an answer for each origin.

import type { Chrome } from "./chrome.ts";
import { extensionOrigin } from "./extension-origin.ts";

/** What the person has said when Chrome asked for the microphone on the extension's behalf. */
export type Permission = "granted" | "denied" | "prompt";

/** Says what Chrome would have noted when the person answered the extension's question, or a page's. */
export async function answerMicrophone(
  chrome: Chrome,
  answer: Permission,
  origin = extensionOrigin(),
): Promise<void> {
  await chrome.devTools.send("Browser.setPermission", {
    permission: { name: "microphone" },
    setting: answer,
    origin,
  });
}
