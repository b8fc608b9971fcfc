// What the Function makes of each thing that IAM may say, or that may happen on the way to it: with
// Twilio's own validator, and an IAM that says what it is told to.

import { strict as assert } from "node:assert";
import { createServer, request } from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { after, before, test } from "node:test";

import { ENVIRONMENT } from "./runtime.ts";

const { handler } = createRequire(resolve("serverless/functions/"))("./functions/generateToken.js");

/** IAM's next answer; none is a connection that breaks. */
let next: { status: number; body: string } | undefined;

const iam = createServer((_request, response) => {
  if (!next) return void response.destroy();
  response.writeHead(next.status).end(next.body);
});

const original = https.request;

before(async () => {
  await once(iam.listen(0, "127.0.0.1"), "listening");
  const { port } = iam.address() as AddressInfo;
  const toIam = { protocol: "http:", hostname: "127.0.0.1", port };
  https.request = ((options: object, then: never) =>
    request({ ...options, ...toIam }, then)) as typeof https.request;
  Object.assign(globalThis, { Twilio: { Response } });
});

after(() => {
  https.request = original;
  iam.close();
});

/** As much of the runtime's response as the Function uses. */
class Response {
  status = 200;
  body: any;

  appendHeader(): void {}

  setStatusCode(status: number): void {
    this.status = status;
  }

  setBody(body: any): void {
    this.body = body;
  }
}

function ask(): Promise<Response> {
  return new Promise((answered) => {
    handler(ENVIRONMENT, { Token: "flex.token" }, (_: unknown, it: Response) => answered(it));
  });
}

const invalid = (message?: string | null) => ({
  status: 200,
  body: JSON.stringify({ valid: false, code: 20101, message }),
});
const failed = (status: number, message: string) => ({
  status,
  body: JSON.stringify({ code: 20000, message, status }),
});

const VERDICTS: [what: string, says: typeof next, status: number, code: string][] = [
  ["expired", invalid("Access Token expired or expiration date invalid"), 401, "flex_token_invalid"],
  ["expired, in short", invalid("Token expired"), 401, "flex_token_invalid"],
  ["in error", invalid("Error: token could not be decoded"), 401, "flex_token_invalid"],
  ["invalid", invalid("Invalid token"), 401, "flex_token_invalid"],
  ["invalid, for no reason", invalid(null), 401, "flex_token_invalid"],
  ["invalid, without a word", invalid(), 401, "flex_token_invalid"],
  ["wrong credentials", failed(401, "Authenticate"), 500, "misconfigured"],
  [
    "wrong credentials, at length",
    failed(401, "Authentication Error - invalid username"),
    500,
    "misconfigured",
  ],
  ["too much", failed(429, "Too Many Requests"), 503, "iam_unavailable"],
  ["away", failed(503, "Service Unavailable"), 503, "iam_unavailable"],
  ["broken", failed(500, "Internal Server Error"), 503, "iam_unavailable"],
  ["a page", { status: 502, body: "<html>Bad gateway</html>" }, 503, "iam_unavailable"],
  ["an empty page", { status: 502, body: "" }, 503, "iam_unavailable"],
  ["nothing", { status: 200, body: "null" }, 503, "iam_unavailable"],
  ["no answer", undefined, 503, "iam_unavailable"],
];

for (const [what, says, status, code] of VERDICTS) {
  test(`IAM: ${what} → ${status} ${code}`, async () => {
    next = says;
    const reply = await ask();
    assert.deepEqual([reply.status, reply.body.error.code], [status, code]);
  });
}
