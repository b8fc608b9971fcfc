// Nobody is shut out: axe finds nothing, whatever the state and however the page is looked at, and
// no text is cut off, in whichever language it is said.

import { expect } from "@playwright/test";

import { violations } from "../harness/axe.ts";
import { LANGUAGES, test, type Gallery, type Name } from "./gallery.ts";
import { close, OPENED } from "./opened.ts";

const PAGES: Name[] = ["popup", "welcome"];

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "reduced motion": { reducedMotion: "reduce" },
} as const;

/** A state of each page in which something moves, and what. */
const MOVING: Record<Name, [state: string, what: string]> = {
  popup: ["Before calls: Fetching token", "travel"],
  welcome: ["Microphone: Denied", "a button that fades"],
};

/** What a scrollbar leaves of the popup's own width, where it stands in a tab. */
const NARROW = 360 - 15;

for (const name of PAGES) {
  for (const [look, options] of Object.entries(LOOKS)) {
    test(`axe finds nothing in any state of the ${name}: ${look}`, async ({ gallery }) => {
      const shown = await gallery(name, options);
      await throughout(shown, async (state) => {
        expect.soft(await violations(shown.page, `#${name}`), state).toEqual([]);
      });
    });

    // Zoomed, there is room for half as much, or less.
    test(`axe finds nothing in any state of the ${name}: ${look}, letters twice as big in a narrow window`, async ({
      gallery,
    }) => {
      const shown = await gallery(name, options);
      await shown.narrow(NARROW);
      await shown.scaleLetters("200%");
      await throughout(shown, async (state) => {
        expect.soft(await violations(shown.page, `#${name}`), state).toEqual([]);
      });
    });
  }

  for (const language of LANGUAGES) {
    test(`nothing of the ${name} is cut off, in ${language} and in letters twice as big`, async ({
      gallery,
    }) => {
      const shown = await gallery(name, { language });
      for (const scale of ["100%", "200%"]) {
        await shown.scaleLetters(scale);
        await throughout(shown, async (state) => {
          expect.soft(await cutOff(shown), `${scale}, ${state}`).toEqual([]);
        });
      }
    });

    test(`the ${name} never scrolls sideways, in ${language}, a narrow window and letters twice as big`, async ({
      gallery,
    }) => {
      const shown = await gallery(name, { language });
      await shown.narrow(NARROW);
      for (const scale of ["100%", "200%"]) {
        await shown.scaleLetters(scale);
        await throughout(shown, async (state) => {
          expect.soft(await width(shown), `${scale}, ${state}`).toBeLessThanOrEqual(NARROW);
        });
      }
    });
  }
}

for (const name of PAGES) {
  test(`nothing moves in the ${name} for somebody who wants less motion`, async ({ gallery }) => {
    const [state, what] = MOVING[name];
    const moving = await gallery(name, { reducedMotion: "no-preference" });
    await moving.enter(state);
    expect(await motions(moving)).toContain(what);

    const still = await gallery(name, { reducedMotion: "reduce" });
    await still.enter(state);
    expect(await motions(still)).toEqual([]);
  });
}

/** What is under way in a page, and what would be at the next change. */
function motions({ page }: Gallery): Promise<string[]> {
  return page.evaluate(() => {
    const lasts = (it: Animation) => it.effect?.getComputedTiming().activeDuration !== 0;
    const running = document.getAnimations().filter(lasts);
    const fades = (it: Element) => parseFloat(getComputedStyle(it).transitionDuration) > 0;
    return [
      ...running.map((it) => (it instanceof CSSAnimation ? it.animationName : "another animation")),
      ...[...document.querySelectorAll("*")].filter(fades).map((it) => `a ${it.localName} that fades`),
    ];
  });
}

/** Looks at every state, with all that can be unfolded, and at all that opens by a press. */
async function throughout(shown: Gallery, look: (state: string) => Promise<void>): Promise<void> {
  for (const state of await shown.states()) {
    await shown.enter(state);
    await unfold(shown);
    await look(state);
  }
  for (const [what, open] of Object.entries(OPENED[shown.name])) {
    await open(shown);
    await unfold(shown);
    await shown.rest();
    await look(what);
    await close(shown);
  }
}

/** How wide the page is, with all that one can scroll to. */
function width({ page }: Gallery): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

async function unfold({ page }: Gallery): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>("details.details")) {
      details.open = true;
    }
    document.querySelector<HTMLElement>(".quality[aria-expanded=false]")?.click();
  });
}

/** The elements with words that stick out of the page, or of themselves. */
function cutOff({ exhibit }: Gallery): Promise<string[]> {
  return exhibit.evaluate((exhibit) => {
    // A question stands in the middle of the window, beside the dev page's popup.
    const around = (element: Element) => (element.closest("dialog") ?? exhibit).getBoundingClientRect();
    const isHidden = (element: Element) =>
      !element.checkVisibility() || getComputedStyle(element).clipPath !== "none";
    const hasWords = (element: Element) =>
      [...element.childNodes].some((it) => it.nodeType === Node.TEXT_NODE && it.textContent?.trim());
    // Who calls may be longer than any line: an ellipsis says so, and the details of Flex the rest.
    const mayBeCut = "select, option, .caller";
    return [...exhibit.querySelectorAll("*")]
      .filter((element) => hasWords(element) && !isHidden(element) && !element.matches(mayBeCut))
      .filter((element) => {
        const box = element.getBoundingClientRect();
        const { left, right } = around(element);
        return (
          box.left < left - 1 || box.right > right + 1 || element.scrollWidth > element.clientWidth + 1
        );
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
