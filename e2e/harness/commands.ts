// The extension's commands, and the shortcuts that give them.
// <https://developer.chrome.com/docs/extensions/reference/api/commands>

import type { Chrome } from "./chrome.ts";
import type { Popup } from "./popup.ts";

/** What Chrome does when the shortcut of a command is pressed. */
export async function pressShortcut({ serviceWorker }: Chrome, command: string): Promise<void> {
  await serviceWorker.evaluate(`chrome.commands.onCommand.dispatch(${JSON.stringify(command)})`);
}

/** The shortcut of every command, asked for on a page of the extension. */
export async function shortcuts(on: Popup): Promise<Record<string, string>> {
  const commands = await on.page.evaluate(() => chrome.commands.getAll());
  return Object.fromEntries(commands.map(({ name, shortcut }) => [name, shortcut]));
}
