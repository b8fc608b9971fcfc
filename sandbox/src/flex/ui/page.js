// Starts the real Flex UI, signed in as a worker: `?worker=` and `?account=` say which one, and a tab
// remembers it.
"use strict";

const DEFAULTS = { worker: "agent_40example_2Ecom", account: `AC${"0123456789abcdef".repeat(2)}` };

/** What the address says, or what it said before. */
function remembered(name) {
  const value =
    new URLSearchParams(location.search).get(name) ??
    sessionStorage.getItem(`sandbox.${name}`) ??
    DEFAULTS[name];
  sessionStorage.setItem(`sandbox.${name}`, value);
  return value;
}

async function signIn(identity, account) {
  const response = await fetch("/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ identity, account }),
  });
  const session = await response.json();
  // Flex looks for who has signed in at its address. The browser asks nobody for this one.
  const query = new URLSearchParams({
    Identity: session.identity,
    Expiration: new Date(session.expiresAt * 1000).toISOString(),
    Token: session.token,
  });
  for (const role of session.roles) query.append("Roles", role);
  history.replaceState(null, "", `${location.pathname}?${query}`);
}

async function start() {
  const accountSid = remembered("account");
  await signIn(remembered("worker"), accountSid);
  const configuration = {
    accountSid,
    sso: { accountSid },
    serviceBaseUrl: "voice-client-0000.twil.io",
    pluginService: { enabled: true, url: "/plugins" },
    logLevel: "error",
  };
  await Twilio.Flex.runDefault(configuration, "#container");
  // A token has no place in an address that people see and copy.
  history.replaceState(history.state, "", location.pathname);
}

start();
