// Mints the voice token with which the extension registers: it checks the Flex token of the agent
// who asks, and lets the extension take that agent's calls, and nothing else.

const { AccessToken } = require("twilio").jwt;
const { validator } = require("twilio-flex-token-validator");

/** What a variable of the environment has to look like. Lifetimes are in seconds. */
const VARIABLES = {
  ACCOUNT_SID: { shape: /^AC[0-9a-f]{32}$/i, wanted: "an account SID (AC and 32 hex digits)" },
  AUTH_TOKEN: { shape: /^\S+$/, wanted: "the account's auth token" },
  API_KEY: { shape: /^SK[0-9a-f]{32}$/i, wanted: "the SID of an API key (SK and 32 hex digits)" },
  API_SECRET: { shape: /^\S+$/, wanted: "the secret of the API key" },
  // Without a prefix, the extension would take the identity of Flex's own voice client.
  VOICE_CLIENT_PREFIX: {
    shape: /^\w{1,32}$/,
    wanted: "1 to 32 letters, digits or underscores",
    byDefault: "ext_",
  },
  VOICE_TOKEN_LIFETIME: {
    shape: /^\d{1,5}$/,
    range: [60, 86_400],
    wanted: "a number of seconds from 60 to 86400",
    byDefault: "3600",
  },
};

/** A Flex token is base64url and dots; the validator miscounts the length of anything else. */
const FLEX_TOKEN = /^[\w.~+/=-]{1,16384}$/;

/** Twilio's limit for the identity of a voice client, in characters. */
const LONGEST_IDENTITY = 121;

/** How long IAM may take, in ms. Twilio ends a Function after 10 s, with an answer of its own. */
const PATIENCE_MS = 5_000;

/** IAM's words for credentials that are wrong: https://www.twilio.com/docs/api/errors/20003 */
const WRONG_CREDENTIALS = /^Authenticat(e|ion)\b/i;

/**
 * What the validator says when it has had no verdict from IAM: it rejects with bare text, that of
 * Node's network, TLS and JSON errors as well as IAM's own. Node's codes are capitals throughout.
 */
const NO_VERDICT = [
  /\bE(AI_)?[A-Z]{4,}\b/,
  /socket|certificate|JSON|too many requests|unavailable|server error|cannot read/i,
];

/** An answer that is no token. */
class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The environment, checked. */
function configuration(context) {
  const checked = {};
  for (const [name, { shape, range, wanted, byDefault }] of Object.entries(VARIABLES)) {
    const value = context[name] || byDefault || "";
    const fits = shape.test(value) && (!range || (+value >= range[0] && +value <= range[1]));
    if (!fits) {
      const what = value === "" ? "is not set" : "is not of the right shape";
      throw new Refusal(500, "misconfigured", `${name} ${what}: it has to be ${wanted}.`);
    }
    checked[name] = value;
  }
  return checked;
}

/** The identity behind a Flex token of this account. IAM is asked about no other account's. */
async function identityOf(token, { ACCOUNT_SID, AUTH_TOKEN }) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject("ETIMEDOUT"), PATIENCE_MS);
  });
  try {
    const { identity } = await Promise.race([validator(token, ACCOUNT_SID, AUTH_TOKEN), late]);
    return identity;
  } catch (reason) {
    // IAM need not say why a token is not valid.
    const words = reason ?? "";
    if (WRONG_CREDENTIALS.test(words)) {
      const message = "AUTH_TOKEN is not the auth token of ACCOUNT_SID: Twilio does not take it.";
      throw new Refusal(500, "misconfigured", message);
    }
    if (typeof words !== "string" || NO_VERDICT.some((it) => it.test(words))) {
      throw new Refusal(503, "iam_unavailable", "Twilio did not say whether the Flex token is valid.");
    }
    const message = "The Flex token is not valid: it has expired, or is none of this account's.";
    throw new Refusal(401, "flex_token_invalid", message);
  } finally {
    clearTimeout(timer);
  }
}

async function generateToken(context, event) {
  const variables = configuration(context);
  const token = event.Token;
  if (token === undefined || token === "") {
    throw new Refusal(400, "flex_token_missing", "The field Token, a Flex token, is missing.");
  }
  if (typeof token !== "string" || !FLEX_TOKEN.test(token)) {
    throw new Refusal(400, "flex_token_malformed", "The field Token is not one Flex token.");
  }

  const flexIdentity = await identityOf(token, variables);
  // Of what the caller sends, only the token counts: not even the prefix is the caller's choice.
  const identity = `${variables.VOICE_CLIENT_PREFIX}${flexIdentity}`;
  if (typeof flexIdentity !== "string" || flexIdentity === "") {
    throw new Refusal(403, "identity_missing", "The Flex token is valid, but names nobody.");
  }
  if (identity.length > LONGEST_IDENTITY) {
    const message = `With its prefix, the identity has more than ${LONGEST_IDENTITY} characters.`;
    throw new Refusal(403, "identity_too_long", message);
  }

  const { ACCOUNT_SID, API_KEY, API_SECRET } = variables;
  const expiresIn = Number(variables.VOICE_TOKEN_LIFETIME);
  const voiceToken = new AccessToken(ACCOUNT_SID, API_KEY, API_SECRET, { identity, ttl: expiresIn });
  voiceToken.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
  return { identity, token: voiceToken.toJwt(), expiresIn };
}

/**
 * What Twilio calls: `context` has the environment, `event` the fields of the request, of which `Token`
 * is the Flex token. Answers 200 and `{ identity, token, expiresIn }`, with the token's lifetime in
 * seconds, or else `{ error: { code, message } }`: 400 without one Flex token, 401 if Twilio does not
 * take it, 403 if it names nobody who could register, 500 if the Function is set up wrong or has failed,
 * 503 if Twilio does not say. It throws nothing.
 */
exports.handler = async function (context, event, callback) {
  const response = new Twilio.Response();
  response.appendHeader("Access-Control-Allow-Origin", "*");
  response.appendHeader("Cache-Control", "no-store");
  response.appendHeader("Content-Type", "application/json");
  try {
    response.setBody(await generateToken(context, event));
  } catch (error) {
    // Whatever else is thrown may quote a secret: its text goes nowhere.
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal(500, "internal", "The voice token could not be made.");
    if (refusal.status >= 500) {
      console.error(`generateToken: ${refusal.code}: ${refusal.message}`);
    }
    response.setStatusCode(refusal.status);
    response.setBody({ error: { code: refusal.code, message: refusal.message } });
  }
  callback(null, response);
};
