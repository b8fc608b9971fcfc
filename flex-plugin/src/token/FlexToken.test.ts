import { expect, jest, test } from "@jest/globals";

import type { Renewed } from "./FlexToken";
import { FlexToken } from "./FlexToken";

const ACCOUNT = `AC${"0".repeat(32)}`;

function flex() {
  let renew = (_payload: Renewed): void => undefined;
  const owner = {
    user: { token: "first", tokenExpirationDate: new Date("2030-01-01T00:00:00Z") },
    events: {
      addListener: (event: string, listener: typeof renew) => {
        if (event === "tokenUpdated") renew = listener;
      },
    },
  };
  const onRenewed = jest.fn();
  const token = new FlexToken(owner, ACCOUNT, onRenewed);
  return { owner, token, onRenewed, renew: (payload: Renewed) => renew(payload) };
}

test("the token is the session's, and the expiry ISO 8601", () => {
  expect(flex().token.message()).toEqual({
    token: "first",
    accountSid: ACCOUNT,
    expiration: "2030-01-01T00:00:00.000Z",
  });
});

test("a renewed token is told of at once, even before the session has it", () => {
  const { token, onRenewed, renew } = flex();
  renew({ token: "second", expiration: "2030-01-01T01:00:00Z" });
  expect(onRenewed).toHaveBeenCalledTimes(1);
  expect(token.message()).toMatchObject({
    token: "second",
    expiration: "2030-01-01T01:00:00.000Z",
  });
});

test("a session that is newer than the last renewal counts", () => {
  const { owner, token, renew } = flex();
  renew({ token: "second", expiration: "2030-01-01T01:00:00Z" });
  owner.user = { token: "third", tokenExpirationDate: new Date("2030-01-01T02:00:00Z") };
  expect(token.message().token).toBe("third");
});
