// A stretch of a call: what the far end missed while something happened.

import type { Sandbox, SinceMark } from "./sandbox.ts";
import { until } from "./until.ts";

/** What of a call got lost on the way while something happened, after which it sounds so. */
export async function heardDuring(
  sandbox: Sandbox,
  call: string,
  what: () => Promise<void>,
  then: "audible" | "silent" = "audible",
): Promise<SinceMark> {
  await sandbox.mark(call);
  await what();
  const { media } = await sandbox.callIs(call, then);
  if (!media.sinceMark) throw new Error("the call was not marked");
  return media.sinceMark;
}

/** Waits until the call has gone on for so long since the mark, in ms. */
export async function goesOn(sandbox: Sandbox, call: string, ms: number): Promise<void> {
  await until(
    `the call has gone on for ${ms} ms`,
    async () => ((await sandbox.call(call)).media.sinceMark?.elapsedMs ?? 0) >= ms,
    ms + 5_000,
  );
}

/** Waits until the call, which was marked, has gone on for so long from now on, in ms. */
export async function goesOnFromNow(sandbox: Sandbox, call: string, ms: number): Promise<void> {
  const { media } = await sandbox.call(call);
  await goesOn(sandbox, call, (media.sinceMark?.elapsedMs ?? 0) + ms);
}

/** Waits until more packets of the agent than that have come since the mark: 50 are a second. */
export async function packetsCome(sandbox: Sandbox, call: string, packets: number): Promise<void> {
  await until(`more than ${packets} packets have come`, async () => {
    return ((await sandbox.call(call)).media.sinceMark?.packetsReceived ?? 0) > packets;
  });
}
