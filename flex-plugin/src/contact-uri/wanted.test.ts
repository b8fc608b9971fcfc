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
