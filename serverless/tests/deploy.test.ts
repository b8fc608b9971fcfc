// What `twilio-run deploy` collects here, by its own code; nothing of it is sent.

import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { ACCOUNT_SID, ENVIRONMENT } from "./runtime.ts";

const HERE = resolve("serverless");
const require = createRequire(join(HERE, "package.json"));
const { getConfigFromFlags } = require("twilio-run/dist/config/deploy");
const {
  checkForValidRuntimeHandlerVersion,
} = require("twilio-run/dist/checks/check-runtime-handler");
const { getListOfFunctionsAndAssets } = require("@twilio-labs/serverless-api/dist/utils/fs");

test("the Function is deployed, public, and nothing else of this folder", async () => {
  const { functions, assets } = await getListOfFunctionsAndAssets(HERE);
  const found = functions.map((it: any) => [it.path, it.access]);
  assert.deepEqual(found, [["/generateToken", "public"]]);
  assert.deepEqual(assets, []);
});

test("its packages and the variables go along, but not what Twilio sets itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  try {
    const env = join(folder, ".env");
    const lines = Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
    writeFileSync(env, lines.join("\n"));
    const config = await getConfigFromFlags({ cwd: HERE, env, logLevel: "none" });
    assert.equal(config.serviceName, "flex-voice-client-serverless");
    assert.equal(config.username, ACCOUNT_SID);
    // Without it, Twilio chooses, and may choose one that is too old for the packages.
    assert.equal(config.runtime, "node22");
    assert.ok(checkForValidRuntimeHandlerVersion(config.pkgJson));
    const packages = Object.keys(config.pkgJson.dependencies).sort();
    assert.deepEqual(packages, [
      "@twilio/runtime-handler",
      "twilio",
      "twilio-flex-token-validator",
    ]);
    const { ACCOUNT_SID: _, AUTH_TOKEN: __, ...variables } = ENVIRONMENT;
    assert.deepEqual(config.env, variables);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
