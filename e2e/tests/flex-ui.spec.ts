// The voice client in the real Flex UI, with the real plugin and the real token Function.

import { IDENTITY, WORKER } from "../harness/flex.ts";
import { test } from "../harness/test.ts";
import { until } from "../harness/until.ts";

test("an agent who opens Flex is made available for calls", async ({ flexUi, sandbox }) => {
  await flexUi.ready();
  await until("the worker's calls go to the extension", async () => {
    return (await sandbox.worker(WORKER)).contactUri === `client:${IDENTITY}`;
  });
});
