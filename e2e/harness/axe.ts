// What axe finds in a page.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong with a page, or with a part of it: a line each. */
export async function violations(page: Page, part = "html"): Promise<string[]> {
  // Without a second page for the results, which only frames of other origins need: twice as fast.
  const axe = new AxeBuilder({ page }).setLegacyMode().include(part).withTags(RULES);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
