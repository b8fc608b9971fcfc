// What axe finds in a page.

import type { Page } from "@playwright/test";
import axe from "axe-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is wrong with a page, or with a part of it: a line each. */
export async function violations(page: Page, part = "html"): Promise<string[]> {
  // It stays in the page: to hand it over takes longer than to look at a state.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([part, rules]) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const runOnly = { type: "tag" as const, values: rules };
      const { violations } = await axe.run(part, { runOnly, resultTypes: ["violations"] });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
      );
    },
    [part, RULES] as const,
  );
}
