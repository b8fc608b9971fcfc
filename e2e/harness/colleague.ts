// A second person at a Flex of their own.

import type { Chrome } from "./chrome.ts";
import type { FlexUi } from "./flex-ui.ts";
import { ACCOUNT } from "./function.ts";
import type { Sandbox } from "./sandbox.ts";

/** Who it is: to the machines, and to the others. */
export const COLLEAGUE = { worker: "second_40example_2Ecom", name: "Second agent" };

/** They open Flex, with these attributes beside their name, and are ready for calls. */
export async function openColleague(
  chrome: Chrome,
  sandbox: Sandbox,
  attributes: Record<string, unknown> = {},
): Promise<FlexUi> {
  const { worker, name } = COLLEAGUE;
  await sandbox.hire(worker, ACCOUNT, "Available");
  await sandbox.changeAttributes(worker, { full_name: name, ...attributes });
  const flex = await chrome.openFlexUi({ worker });
  await flex.ready();
  return flex;
}
