// What a fault is.

import type { Scene } from "./scene.ts";
import type { State } from "./states.ts";

/** Something that can go wrong. */
export interface Fault {
  /** What kind of fault it is. */
  group: string;
  /** What goes wrong, and for how long. */
  name: string;
  /** What the simulation calls it, if that is something else: its faults may last longer. */
  simulated?: string[];
  /** What is different here from what it is called. */
  note?: string;
  /** How long it lasts, in ms. */
  lastsMs?: number;
  /** How long Flex may hear nothing because of it, in ms. */
  lagMs?: number;
  /** How long after its end all has to be well again, in ms. */
  withinMs?: number;
  /** Whether the client loses its registration of it. */
  registersAnew?: boolean;
  /** Whether it would tell on the next cell that is played in the same browser. */
  lasting?: boolean;
  /** What it writes to the consoles; anything else there is a failure. */
  throws?: RegExp;
  begin(scene: Scene): Promise<unknown>;
  end?(scene: Scene): Promise<unknown>;
  /** The cells that are not as they should be. */
  except?: Exception[];
  /** The states that every test run plays it in; without any, only the whole matrix does. */
  always?: State[];
}

/** Why a cell is not as it should be. */
export interface Exception {
  states: readonly State[];
  /**
   * `none`: there is no such cell. `lost`: the call can't be saved, or not be answered; all else
   * holds. `broken`: it should hold, and does not.
   */
  outcome: "none" | "lost" | "broken";
  /** The reason, and what the agent sees. */
  why: string;
}
