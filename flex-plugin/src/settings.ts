/** What is decided when the plugin is built; `.env-template` says what each is. */
export interface Settings {
  readonly tokenGeneratorUrl: string;
  readonly offlineActivityName: string;
  readonly prefix: string;
  readonly extensionUrl: string;
}

export const settings: Settings = {
  tokenGeneratorUrl: process.env.FLEX_APP_VOICE_CLIENT_TOKEN_GENERATOR_URL || "",
  offlineActivityName:
    process.env.FLEX_APP_OFFLINE_VOICE_CLIENT_ACTIVITY_NAME || "Voice Client Offline",
  // With an empty prefix, the extension's identity could not be told from Flex's own.
  prefix: process.env.FLEX_APP_VOICE_CLIENT_PREFIX || "ext_",
  extensionUrl: process.env.FLEX_APP_VOICE_CLIENT_EXTENSION_URL || "",
};
