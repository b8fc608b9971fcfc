// The extension's id, and the addresses that follow from it.

import { createHash } from "node:crypto";

import { parts } from "./parts.ts";

/** The extension's id: Chrome derives that of an unpacked extension from its path. */
export function extensionId(): string {
  const hash = createHash("sha256").update(parts.extension).digest("hex").slice(0, 32);
  return [...hash].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join("");
}

/** The origin of all its pages. */
export function extensionOrigin(): string {
  return `chrome-extension://${extensionId()}`;
}

/** The address of one of its pages. */
export function extensionUrl(page: string): string {
  return `${extensionOrigin()}/${page}`;
}
