import type { FlexTokenMessage } from "../protocol";

/** The part of Flex's `Manager` that knows the token. */
export interface TokenOwner {
  /** Throws a `TypeError` where nobody is signed in. */
  readonly user: { readonly token: string; readonly tokenExpirationDate: Date };
  readonly events: {
    addListener(event: "tokenUpdated", listener: (payload: Renewed) => void): unknown;
  };
}

/** What `tokenUpdated` brings. `expiration` is ISO 8601. */
export interface Renewed {
  readonly token: string;
  readonly expiration: string;
}

/** The token that Flex has now. */
export class FlexToken {
  private renewed: Renewed | undefined;

  /** `onRenewed` is called after each renewal. */
  constructor(
    private readonly owner: TokenOwner,
    private readonly accountSid: string,
    onRenewed: () => void,
  ) {
    owner.events.addListener("tokenUpdated", (payload) => {
      this.renewed = payload;
      onRenewed();
    });
  }

  /** As the extension wants it. Throws a `TypeError` where nobody is signed in. */
  message(): FlexTokenMessage {
    const { renewed, accountSid } = this;
    const { token, tokenExpirationDate } = this.owner.user;
    // The session may learn of a renewal after the event.
    if (renewed && Date.parse(renewed.expiration) > tokenExpirationDate.getTime()) {
      const expiration = new Date(renewed.expiration).toISOString();
      return { token: renewed.token, accountSid, expiration };
    }
    return { token, accountSid, expiration: tokenExpirationDate.toISOString() };
  }
}
