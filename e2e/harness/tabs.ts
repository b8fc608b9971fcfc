// Which tabs a person sees.

import type { Page } from "@playwright/test";

/**
 * The addresses of the Flex tabs that are in front in their windows, asked for on a page of the
 * extension; those of others are secret. Playwright has each page believe that it is in front.
 */
export function tabsInFront(page: Page): Promise<(string | undefined)[]> {
  return page.evaluate(async () => {
    const tabs = await chrome.tabs.query({ active: true });
    return tabs.map((it) => it.url);
  });
}
