// The real token Function, in Twilio's Functions runtime, in the place of the sandbox's own.

import { ENVIRONMENT, Runtime } from "../../serverless/tests/runtime.ts";
import type { Sandbox } from "./sandbox.ts";

/** The account that Flex signs in to unless told otherwise. */
export const ACCOUNT = `AC${"0123456789abcdef".repeat(2)}`;

/** Starts it, for this account, and has the sandbox hand requests to it. */
export async function startFunction(sandbox: Sandbox): Promise<Runtime> {
  const variables = { ...ENVIRONMENT, ACCOUNT_SID: ACCOUNT };
  const runtime = await Runtime.start(sandbox.port, variables);
  await useFunction(sandbox, runtime);
  return runtime;
}

/** Has the sandbox hand requests to it again, after its own Function has answered them. */
export async function useFunction(sandbox: Sandbox, runtime: Runtime): Promise<void> {
  await sandbox.setFunction({ mode: "forward", port: runtime.port });
}
