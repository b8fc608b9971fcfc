// The cells of the fault matrix that every test run plays; `cargo xtask faults --browser` plays all.

import { FAULTS } from "../faults/list.ts";
import { play } from "../faults/play.ts";
import { checkComplete, exception, key } from "../faults/report.ts";
import { Scene } from "../faults/scene.ts";
import { expect, test } from "../harness/test.ts";

/** How long a cell may take, in ms: until its state is reached, and until all is well again. */
const CELL_MS = 150_000;
/** How much slower this machine may be than one that the whole matrix is played on. */
const SLOWNESS = 5;

checkComplete();

for (const fault of FAULTS) {
  const { always = [] } = fault;
  if (always.length === 0) continue;
  test(key(fault), async ({ sandbox, chrome, witness }) => {
    test.setTimeout(60_000 + CELL_MS * always.length);
    const scene = new Scene(sandbox, chrome, witness);
    for (const state of always) {
      await test.step(state, async () => {
        await scene.clear();
        const { outcome, why } = await play(scene, state, fault, SLOWNESS);
        expect(outcome, why).toBe(exception(fault, state)?.outcome ?? "held");
      });
    }
  });
}
