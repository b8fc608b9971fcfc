// Waiting for a condition, where Playwright has no wait of its own.

/** How often a condition is looked at, in ms. */
const LOOK_EVERY_MS = 5;

/**
 * Waits until `look` finds something (neither undefined, null nor false), and returns it.
 * `what` completes the sentence "waited in vain until …".
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
  }
}

/**
 * Lets something last for so long, in ms: for promises about how long it may. Whoever waits for
 * something to happen waits for that.
 */
export async function lasts(ms: number): Promise<void> {
  const since = performance.now();
  await until(`${ms} ms have passed`, () => performance.now() - since >= ms, ms + 20_000);
}
