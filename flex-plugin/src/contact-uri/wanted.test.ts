import { expect, test } from "@jest/globals";

import { wantedContactUri } from "./wanted";

const where = {
  enabled: true,
  voiceClientIdentity: "ext_agent_40example_2Ecom",
  flexIdentity: "agent_40example_2Ecom",
  prefix: "ext_",
};

test("the extension's identity is taken as it is", () => {
  expect(wantedContactUri("client:x", where)).toBe("client:ext_agent_40example_2Ecom");
});

test("another agent's identity is not taken, whoever's prefix it has", () => {
  for (const other of ["ext_somebody_40example_2Ecom", "agent_40example_2Ecom", "other_agent", "ext_"]) {
    expect(wantedContactUri("client:x", { ...where, voiceClientIdentity: other })).toBeNull();
  }
});

test("a Function may write the identity in plain text", () => {
  const plain = { ...where, voiceClientIdentity: "ext_agent@example.com" };
  expect(wantedContactUri("client:x", plain)).toBe("client:ext_agent@example.com");
});

test("what looks like one of Twilio's codes in a plain identity is none", () => {
  for (const [flexIdentity, name] of [
    ["john_5Fdean_40example_2Ecom", "john_dean@example.com"],
    ["agent_5F01", "agent_01"],
    ["j_C3_BCrgen", "jürgen"],
  ] as const) {
    const own = { ...where, flexIdentity, voiceClientIdentity: `ext_${name}` };
    expect(wantedContactUri("client:x", own)).toBe(`client:ext_${name}`);
  }
});

test("while nobody is signed in nothing changes", () => {
  for (const enabled of [true, false]) {
    const nobody = { ...where, enabled, flexIdentity: undefined };
    expect(wantedContactUri("client:ext_agent", nobody)).toBeNull();
  }
});

test("as long as the extension has no identity, nothing changes", () => {
  expect(wantedContactUri("client:x", { ...where, voiceClientIdentity: null })).toBeNull();
});

test("a worker without the extension gets Flex's own client back, and nobody else's is touched", () => {
  const off = { ...where, enabled: false };
  expect(wantedContactUri("client:ext_agent", off)).toBe("client:agent_40example_2Ecom");
  for (const current of ["client:agent", "+33123456789", "sip:ext_agent@example.com", undefined]) {
    expect(wantedContactUri(current, off)).toBeNull();
  }
});
