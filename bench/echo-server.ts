/** The accepting end of a transport or of its bare library, alone in a process: says back whatever it hears. */
import { setTimeout } from "node:timers/promises";
import { answer } from "./parent.ts";
import type { Say, Served } from "./way.ts";
import { type Choice, wayOf } from "./ways.ts";

let served: Served;
/** To the peer that came last. */
let sayToLast: Say = () => {};

answer<Choice>("listen", async (choice) => {
  served = await wayOf(choice).serve((say) => {
    sayToLast = say;
    return say;
  });
  const { origin, portUdp } = served;
  return { origin, portUdp };
});

answer<number>("lead through", (portUdp) => served.leadThrough?.(portUdp));

export interface Updates {
  readonly count: number;
  readonly perSecond: number;
  readonly bytes: number;
}

answer<Updates>("updates", async ({ count, perSecond, bytes }) => {
  for (let index = 0; index < count; index++) {
    sayToLast(new Uint8Array(bytes).fill(index));
    await setTimeout(1000 / perSecond);
  }
});
