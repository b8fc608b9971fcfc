/** Where the worker's calls should go: what counts is the attributes, and the extension. */
export interface Whereabouts {
  readonly enabled: boolean;
  /** The identity that the extension registers under, once it is known. */
  readonly voiceClientIdentity: string | null;
  /** The identity of Flex's own voice client. */
  readonly flexIdentity: string;
  /** What the extension's identities begin with. */
  readonly prefix: string;
}

/** The `contact_uri` that should be there instead of the one that is; null leaves that one. */
export function wantedContactUri(current: unknown, where: Whereabouts): string | null {
  if (where.enabled) {
    return where.voiceClientIdentity === null ? null : `client:${where.voiceClientIdentity}`;
  }
  const isTheExtensions =
    typeof current === "string" && current.startsWith(`client:${where.prefix}`);
  return isTheExtensions ? `client:${where.flexIdentity}` : null;
}
