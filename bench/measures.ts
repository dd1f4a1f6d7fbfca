/** All measures, in the order in which they run and are shown. */
import { codecs } from "./codecs.ts";
import { cpu } from "./cpu.ts";
import type { Measure } from "./figure.ts";
import { firstFrame } from "./first-frame.ts";
import { javascript } from "./javascript.ts";
import { layer } from "./message-layer.ts";
import { memory } from "./memory.ts";
import { renewal } from "./renewal.ts";
import { snapshot } from "./snapshot.ts";
import { tick } from "./tick.ts";
import { transports } from "./transports.ts";

export const measures: readonly Measure[] = [
  tick,
  snapshot,
  codecs,
  cpu,
  firstFrame,
  javascript,
  memory,
  renewal,
  layer,
  transports,
];
