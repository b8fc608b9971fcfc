// The extension's action: its button in the toolbar.
// <https://developer.chrome.com/docs/extensions/reference/api/action>

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
