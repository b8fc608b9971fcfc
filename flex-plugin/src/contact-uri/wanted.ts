/** Where the worker's calls should go: what counts is the attributes, and the extension. */
export interface Whereabouts {
  /** Whether the extension is to have the worker's calls. */
  readonly enabled: boolean;
  /** The identity that the extension registers under, once it is known. */
  readonly voiceClientIdentity: string | null;
  /** The identity of Flex's own voice client; there is none while nobody is signed in. */
  readonly flexIdentity: string | undefined;
  /** What the extension's identities begin with. */
  readonly prefix: string;
}

/** The `contact_uri` that should be there instead of the one that is; null leaves that one. */
export function wantedContactUri(current: unknown, where: Whereabouts): string | null {
  const { enabled, voiceClientIdentity, flexIdentity, prefix } = where;
  if (!flexIdentity) return null;
  if (enabled) {
    return isOwnIdentity(voiceClientIdentity, where) ? `client:${voiceClientIdentity}` : null;
  }
  const isTheExtensions = typeof current === "string" && current.startsWith(`client:${prefix}`);
  return isTheExtensions ? `client:${flexIdentity}` : null;
}

/**
 * Whether the extension is there for the agent of this page: right after another one has signed in
 * in the same Chrome, it may still be there for the one before.
 */
export function isOwnIdentity(
  identity: string | null,
  { flexIdentity, prefix }: Pick<Whereabouts, "flexIdentity" | "prefix">,
): boolean {
  if (identity === null || !flexIdentity) return false;
  return [flexIdentity, plain(flexIdentity)].some((it) => identity === prefix + it);
}

/** As it was before Twilio wrote `_40` for `@`: some Functions take the one, and some the other. */
function plain(identity: string): string {
  try {
    return decodeURIComponent(identity.replace(/%/g, "%25").replace(/_([0-9A-F]{2})/g, "%$1"));
  } catch {
    // It was not written by Twilio.
    return identity;
  }
}
