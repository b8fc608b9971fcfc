// Chromium's command line: with the extension, in a world where Twilio's hosts are the sandbox.

import { chromium, type BrowserContext } from "@playwright/test";

import { parts } from "./parts.ts";
import type { Permission } from "./permissions.ts";
import { chromiumWithPolicies } from "./policies.ts";
import type { Sandbox } from "./sandbox.ts";

/** What the sandbox stands in for. */
const TWILIO = ["*.twilio.com", "*.twil.io", "*.twiliocdn.com"];

/** Keeps Chromium from asking Google for things, and from looking for extensions anywhere. */
const BACKGROUND = ["--disable-background-networking"];

/** How to start Chromium. */
export interface ChromeOptions {
  sandbox: Sandbox;
  microphone?: Permission;
  headless?: boolean;
  /** Whether the extension is installed; it is, from its folder, unless this is something else. */
  extension?: boolean | "by policy";
  /** Further command-line arguments. */
  arguments?: string[];
  /** What the administrator has decided; nothing, unless this is given. */
  policies?: object | undefined;
}

/** Starts Chromium with this profile. */
export function launchChromium(profile: string, options: ChromeOptions): Promise<BrowserContext> {
  const { port, stun } = options.sandbox;
  // WebRTC ends the names that it looks up with a full stop.
  const hosts = [`MAP *.stun.twilio.com. ${stun}`, ...TWILIO.map((host) => `MAP ${host} 127.0.0.1:${port}`)];
  return chromium.launchPersistentContext(profile, {
    executablePath: options.policies
      ? chromiumWithPolicies(profile, options.policies)
      : parts.chromium,
    headless: false,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    viewport: null,
    // An extension is not to be found in a browser that Playwright's own defaults made bare, and one that
    // asks for nothing by itself fetches none.
    ignoreDefaultArgs: ["--disable-extensions", ...BACKGROUND],
    args: [
      ...(options.headless === false ? [] : ["--headless=new"]),
      // Whoever is shown other policies is root there.
      ...(process.getuid?.() === 0 || options.policies ? ["--no-sandbox"] : []),
      ...((options.extension ?? true) === true
        ? [`--disable-extensions-except=${parts.extension}`, `--load-extension=${parts.extension}`]
        : []),
      `--host-resolver-rules=${hosts.join(", ")}`,
      "--ignore-certificate-errors",
      // For `DevTools`, beside Playwright's own pipe.
      "--remote-debugging-port=0",
      "--use-fake-device-for-media-stream",
      "--allow-loopback-in-peer-connection",
      "--autoplay-policy=user-gesture-required",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      ...(options.extension === "by policy" ? [] : BACKGROUND),
      "--disable-component-update",
      "--disable-sync",
      ...(options.arguments ?? []),
    ],
  });
}
