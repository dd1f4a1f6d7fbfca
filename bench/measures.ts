/** Everything that is measured, in the order it is run and shown. */
import { cpu } from "./cpu.ts";
import type { Measure } from "./figure.ts";
import { snapshot } from "./snapshot.ts";
import { tick } from "./tick.ts";

export const measures: readonly Measure[] = [tick, snapshot, cpu];
