// The wasm of worker and offscreen document.

import type { Chrome } from "./chrome.ts";
import { extensionUrl } from "./extension-origin.ts";
import { until } from "./until.ts";

/**
 * Spoils the memory of the wasm of worker or offscreen document, as soon as it has one: whatever it
 * does next traps.
 */
export async function spoilWasm(
  { devTools }: Chrome,
  of: "background.js" | "offscreen.html",
): Promise<void> {
  const [targetId] = await devTools.targets(extensionUrl(of));
  if (targetId === undefined) throw new Error(`there is no ${of}`);
  const spoil = `(memories) => {
    memories.forEach((it) => new Uint8Array(it.buffer).fill(0xff));
    return memories.length > 0;
  }`;
  await devTools.withTarget(targetId, (session) =>
    until("there is wasm to spoil", () =>
      devTools.withObjects<boolean>(session, "WebAssembly.Memory", spoil),
    ),
  );
}
