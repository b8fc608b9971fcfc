/** Replaced by the builder. */
declare namespace NodeJS {
  interface ProcessEnv {
    readonly FLEX_APP_VOICE_CLIENT_TOKEN_GENERATOR_URL?: string;
    readonly FLEX_APP_OFFLINE_VOICE_CLIENT_ACTIVITY_NAME?: string;
    readonly FLEX_APP_VOICE_CLIENT_PREFIX?: string;
    readonly FLEX_APP_VOICE_CLIENT_EXTENSION_URL?: string;
  }
}
