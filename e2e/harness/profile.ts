// A person's profile, as Chromium finds it at its first start.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { extensionId, extensionOrigin } from "./extension-origin.ts";
import type { Permission } from "./permissions.ts";

/** Makes a new one in which this is the answer about the microphone, and returns its folder. */
export function createProfile(microphone: Permission): string {
  const profile = mkdtempSync(join(tmpdir(), "flex-voice-client-"));
  setPreferences(profile, microphone);
  return profile;
}

/** Whether Chrome has noted there that the extension is installed. */
export function hasExtension(profile: string): boolean {
  const preferences = JSON.parse(readFileSync(join(profile, "Default", "Preferences"), "utf8"));
  return preferences.extensions.settings?.[extensionId()] !== undefined;
}

/** Notes the person's answer where Chrome keeps it, and that unpacked extensions may be reloaded. */
function setPreferences(profile: string, answer: Permission): void {
  const setting = answer === "granted" ? 1 : 2;
  const site = `${extensionOrigin()}/,*`;
  const exceptions = answer === "prompt" ? {} : { media_stream_mic: { [site]: { setting } } };
  mkdirSync(join(profile, "Default"), { recursive: true });
  const preferences = {
    profile: { content_settings: { exceptions } },
    extensions: { ui: { developer_mode: true } },
  };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
}
