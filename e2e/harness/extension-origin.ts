// The extension's id, and the addresses that follow from it.

import { createHash } from "node:crypto";

import { parts } from "./parts.ts";

/** The id of one that is installed for good, while a test is about that. */
let installed: string | undefined;

/** From now on it is about the extension with this id; about the unpacked one, if none is given. */
export function setExtensionId(id: string | undefined): void {
  installed = id;
}

/** The extension's id: Chrome derives that of an unpacked extension from its path. */
export function extensionId(): string {
  return installed ?? idOf(parts.extension);
}

/** The id that Chrome derives from what tells an extension from others: a path, or a public key. */
export function idOf(what: string | Buffer): string {
  const hash = createHash("sha256").update(what).digest("hex").slice(0, 32);
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
