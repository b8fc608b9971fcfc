/** What is decided when the plugin is built; `.env-template` says what each is. */
export interface Settings {
  /** Where the token Function is; empty if nobody has set the plugin up. */
  readonly tokenGeneratorUrl: string;
  /** The name of the TaskRouter activity of agents whose voice client is not ready. */
  readonly offlineActivityName: string;
  /** What stands before the Flex identity in the extension's; never empty. */
  readonly prefix: string;
  /** Where agents get the extension; empty if they are not to be sent anywhere. */
  readonly extensionUrl: string;
}

/** What this build was given, or else the defaults. */
export const settings: Settings = {
  tokenGeneratorUrl: process.env.FLEX_APP_VOICE_CLIENT_TOKEN_GENERATOR_URL || "",
  offlineActivityName:
    process.env.FLEX_APP_OFFLINE_VOICE_CLIENT_ACTIVITY_NAME || "Voice Client Offline",
  // With an empty prefix, the extension's identity could not be told from Flex's own.
  prefix: process.env.FLEX_APP_VOICE_CLIENT_PREFIX || "ext_",
  extensionUrl: process.env.FLEX_APP_VOICE_CLIENT_EXTENSION_URL || "",
};
