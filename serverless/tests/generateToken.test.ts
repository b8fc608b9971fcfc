// The token Function in Twilio's own runtime, over HTTP; the sandbox is its IAM.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";

import { API_SECRET, AUTH_TOKEN, Sandbox } from "../../e2e/harness/sandbox.ts";
import {
  ACCOUNT_SID,
  claims,
  ENVIRONMENT,
  flexToken,
  Runtime,
  type Reply,
} from "./runtime.ts";

const IDENTITY = "agent_40example_2Ecom";

let sandbox: Sandbox;
let runtime: Runtime;

before(async () => {
  sandbox = await Sandbox.start();
  runtime = await Runtime.start(sandbox.port, ENVIRONMENT);
});

after(async () => {
  await runtime?.stop();
  await sandbox?.stop();
});

function refused(reply: Reply, status: number, code: string): void {
  assert.equal(reply.status, status);
  assert.equal(reply.body.error.code, code);
  assert.equal(typeof reply.body.error.message, "string");
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
}

/** Asks a runtime that has these variables; one that is undefined is left out. */
async function withVariables(
  changes: Record<string, string | undefined>,
  ask: (runtime: Runtime) => Promise<void>,
): Promise<void> {
  const variables = Object.entries({ ...ENVIRONMENT, ...changes });
  const set = variables.filter((it): it is [string, string] => it[1] !== undefined);
  const other = await Runtime.start(sandbox.port, Object.fromEntries(set));
  try {
    await ask(other);
  } finally {
    await other.stop();
  }
}

test("an agent of this account gets a voice token, by POST and by GET", async () => {
  const Token = await flexToken(sandbox.port);
  for (const reply of [await runtime.post({ Token }), await runtime.get({ Token })]) {
    assert.equal(reply.status, 200);
    assert.deepEqual(Object.keys(reply.body).sort(), ["expiresIn", "identity", "token"]);
    assert.equal(reply.body.identity, `ext_${IDENTITY}`);
    assert.equal(reply.body.expiresIn, 3600);
    assert.equal(reply.headers.get("access-control-allow-origin"), "*");
    assert.equal(reply.headers.get("cache-control"), "no-store");
  }
});

test("a voice token takes incoming calls for an hour, and does nothing else", async () => {
  const { body } = await runtime.post({ Token: await flexToken(sandbox.port) });
  const { grants, iss, sub, iat, exp } = claims(body.token);
  assert.deepEqual(grants, {
    identity: `ext_${IDENTITY}`,
    voice: { incoming: { allow: true } },
  });
  assert.equal(iss, ENVIRONMENT["API_KEY"]);
  assert.equal(sub, ACCOUNT_SID);
  assert.equal(exp - iat, 3600);
});

test("nothing but the Flex token decides whose calls they are", async () => {
  const { body } = await runtime.post({
    Token: await flexToken(sandbox.port),
    VoiceClientPrefix: "boss_",
    VOICE_CLIENT_PREFIX: "boss_",
    VOICE_TOKEN_LIFETIME: "86400",
    Identity: "boss",
    identity: "boss",
    TokenResult: "boss",
  });
  assert.equal(body.identity, `ext_${IDENTITY}`);
  assert.equal(claims(body.token).grants.identity, `ext_${IDENTITY}`);
  assert.equal(body.expiresIn, 3600);
});

test("the prefix and the lifetime are those of the environment", async () => {
  const changes = { VOICE_CLIENT_PREFIX: "voice_", VOICE_TOKEN_LIFETIME: "900" };
  await withVariables(changes, async (other) => {
    const { body } = await other.post({ Token: await flexToken(sandbox.port) });
    assert.equal(body.identity, `voice_${IDENTITY}`);
    const { iat, exp } = claims(body.token);
    assert.deepEqual([exp - iat, body.expiresIn], [900, 900]);
  });
});

test("a Flex token that is expired, forged or another account's is refused", async () => {
  const expired = await flexToken(sandbox.port, { lifetimeS: 0 });
  const foreign = await flexToken(sandbox.port, { account: `AC${"1".repeat(32)}` });
  for (const Token of [expired, foreign, "flex.forged"]) {
    refused(await runtime.post({ Token }), 401, "flex_token_invalid");
    refused(await runtime.get({ Token }), 401, "flex_token_invalid");
  }
});

test("a request without one Flex token is refused, and IAM is not asked", async () => {
  const before = await sandbox.events();
  refused(await runtime.post({}), 400, "flex_token_missing");
  refused(await runtime.get({ Token: "" }), 400, "flex_token_missing");
  refused(await runtime.post({ Token: "ü".repeat(20) }), 400, "flex_token_malformed");
  refused(await runtime.post({ Token: "t".repeat(16_385) }), 400, "flex_token_malformed");
  assert.equal((await sandbox.events()).length, before.length);
});

test("the runtime does not tell methods from each other: any but OPTIONS gets what POST gets", async () => {
  const Token = await flexToken(sandbox.port);
  for (const method of ["PUT", "DELETE"]) {
    assert.equal((await runtime.by(method, { Token })).status, 200);
    refused(await runtime.by(method, { Token: "flex.forged" }), 401, "flex_token_invalid");
  }
});

test("a token that names nobody, or someone with too long a name, is refused", async () => {
  const nobody = await flexToken(sandbox.port, { identity: "" });
  refused(await runtime.post({ Token: nobody }), 403, "identity_missing");
  const long = await flexToken(sandbox.port, { identity: "a".repeat(118) });
  refused(await runtime.post({ Token: long }), 403, "identity_too_long");
  const longest = await flexToken(sandbox.port, { identity: "a".repeat(117) });
  assert.equal((await runtime.post({ Token: longest })).status, 200);
});

test("when Twilio can't be asked, the answer says to try again", async () => {
  const other = await Sandbox.start();
  const Token = await flexToken(other.port);
  const cutOff = await Runtime.start(other.port, ENVIRONMENT);
  try {
    await other.stop();
    refused(await cutOff.post({ Token }), 503, "iam_unavailable");
  } finally {
    await cutOff.stop();
  }
});

const WRONG: [name: string, value: string | undefined][] = [
  ["ACCOUNT_SID", undefined],
  ["ACCOUNT_SID", `SK${"2".repeat(32)}`],
  ["AUTH_TOKEN", undefined],
  ["AUTH_TOKEN", "the-auth-token-of-another-account"],
  ["API_KEY", undefined],
  ["API_KEY", `AC${"3".repeat(32)}`],
  ["API_SECRET", undefined],
  ["VOICE_CLIENT_PREFIX", "no-good-prefix"],
  // Not just 59, which might be part of a port.
  ["VOICE_TOKEN_LIFETIME", "00059"],
  ["VOICE_TOKEN_LIFETIME", "86401"],
  ["VOICE_TOKEN_LIFETIME", "an-hour"],
];

for (const [name, value] of WRONG) {
  test(`${name} ${value === undefined ? "missing" : `as ${value}`} is named, not shown`, async () => {
    await withVariables({ [name]: value }, async (other) => {
      const reply = await other.post({ Token: await flexToken(sandbox.port) });
      refused(reply, 500, "misconfigured");
      assert.ok(reply.body.error.message.startsWith(`${name} is `), reply.body.error.message);
      assert.ok(other.output.includes(`misconfigured: ${name} is `), other.output);
      if (value !== undefined) {
        assert.ok(!reply.body.error.message.includes(value));
        assert.ok(!other.output.includes(value));
      }
    });
  });
}

// Last, when all of the above has been said.
test("no token and no secret is printed, or in a refusal", async () => {
  const good = await flexToken(sandbox.port);
  const forged = "flex.forged-but-nobodys-business";
  const minted = (await runtime.post({ Token: good })).body.token;
  const refusal = JSON.stringify((await runtime.post({ Token: forged })).body);
  assert.ok(minted.length > 100);
  for (const secret of [good, forged, minted, API_SECRET, AUTH_TOKEN]) {
    assert.ok(!runtime.output.includes(secret));
    assert.ok(!refusal.includes(secret));
  }
});
