/** The dialing end of a transport or of its bare library, alone in a process: times what it says and hears back. */
import { answer } from "./parent.ts";
import type { Near } from "./way.ts";
import { type Choice, wayOf } from "./ways.ts";

export interface Dialing extends Choice {
  readonly origin: string;
  readonly bytes: number;
}
export interface Echoing {
  /** Ends with the first echo after this. */
  readonly forMs: number;
  /** On their way at once. */
  readonly atOnce: number;
}
export interface Echoed {
  readonly tripsMs: readonly number[];
  readonly tookMs: number;
}

let near: Near;
let payload = new Uint8Array();
let heard = (): void => {};
let heardCount = 0;

async function dial({ origin, bytes, ...choice }: Dialing): Promise<void> {
  payload = new Uint8Array(bytes).fill(7);
  near = await wayOf(choice).dial(origin, () => {
    heardCount += 1;
    heard();
  });
}

/** From the call to the first message that came back. */
answer<Dialing>("dial", async (dialing) => {
  const startMs = performance.now();
  await dial(dialing);
  const { promise, resolve } = Promise.withResolvers<void>();
  heard = resolve;
  near.say(payload);
  await promise;
  const tookMs = performance.now() - startMs;
  heardCount = 0;
  return tookMs;
});

answer<Echoing>("echo", async ({ forMs, atOnce }): Promise<Echoed> => {
  const startMs = performance.now();
  const tripsMs: number[] = [];
  const sentAtMs: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const say = (): void => {
    sentAtMs.push(performance.now());
    near.say(payload);
  };
  heard = () => {
    const nowMs = performance.now();
    tripsMs.push(nowMs - (sentAtMs[tripsMs.length] ?? nowMs));
    if (nowMs - startMs < forMs) say();
    else if (tripsMs.length === sentAtMs.length) resolve();
  };
  for (let index = 0; index < atOnce; index++) say();
  await promise;
  return { tripsMs, tookMs: performance.now() - startMs };
});

/** Resolves when so many have come since the dial. */
answer<number>("hear", async (count) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  heard = () => heardCount >= count && resolve();
  heard();
  await promise;
});

answer("frame bytes", () => near.frameBytes?.());
answer("close", () => near.close());
