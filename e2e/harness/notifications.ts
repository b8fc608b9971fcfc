// The extension's notifications on the desktop, and whether the person wants them.
// <https://developer.chrome.com/docs/extensions/reference/api/notifications>

import type { Chrome } from "./chrome.ts";
import type { Popup } from "./popup.ts";

/** The ids of what the desktop shows, asked for on a page of the extension. */
export async function notifications(on: Popup): Promise<string[]> {
  return Object.keys(await on.page.evaluate(() => chrome.notifications.getAll()));
}

/** Sets what the person has chosen, as Chrome does when it was on another computer. */
export async function setNotifications(on: Popup, notifications: boolean): Promise<void> {
  await on.page.evaluate((it) => chrome.storage.sync.set({ notifications: it }), notifications);
}

/** What Chrome does when the person clicks on a notification. */
export async function clickNotification({ serviceWorker }: Chrome, id: string): Promise<void> {
  await serviceWorker.evaluate(`chrome.notifications.onClicked.dispatch(${JSON.stringify(id)})`);
}
