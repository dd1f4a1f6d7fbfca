/** The dialing end of a transport or of its bare library, in a process of its own: it sends and times the echoes. */
import { handleRequest } from "./request-handlers.ts";
import type { ClientEnd } from "./transport-adapter.ts";
import { type EchoTarget, adapterOf } from "./transport-adapters.ts";

export interface DialRequest extends EchoTarget {
  readonly origin: string;
  readonly bytes: number;
}
export interface EchoRequest {
  /** The first echo after this time ends the run. */
  readonly forMs: number;
  /** Messages in flight at once. */
  readonly atOnce: number;
}
export interface EchoResult {
  readonly tripsMs: readonly number[];
  readonly tookMs: number;
}

let client: ClientEnd;
let payload = new Uint8Array();
let onEcho = (): void => {};
let receivedCount = 0;

async function dial({ origin, bytes, ...choice }: DialRequest): Promise<void> {
  payload = new Uint8Array(bytes).fill(7);
  client = await adapterOf(choice).dial(origin, () => {
    receivedCount += 1;
    onEcho();
  });
}

/** Answers the time from the call to the first echo, ms. */
handleRequest<DialRequest>("dial", async (dialing) => {
  const startMs = performance.now();
  await dial(dialing);
  const { promise, resolve } = Promise.withResolvers<void>();
  onEcho = resolve;
  client.send(payload);
  await promise;
  const tookMs = performance.now() - startMs;
  receivedCount = 0;
  return tookMs;
});

handleRequest<EchoRequest>("echo", async ({ forMs, atOnce }): Promise<EchoResult> => {
  const startMs = performance.now();
  const tripsMs: number[] = [];
  const sentAtMs: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const send = (): void => {
    sentAtMs.push(performance.now());
    client.send(payload);
  };
  onEcho = () => {
    const nowMs = performance.now();
    tripsMs.push(nowMs - (sentAtMs[tripsMs.length] ?? nowMs));
    if (nowMs - startMs < forMs) send();
    else if (tripsMs.length === sentAtMs.length) resolve();
  };
  for (let index = 0; index < atOnce; index++) send();
  await promise;
  return { tripsMs, tookMs: performance.now() - startMs };
});

/** Resolves when this many messages have arrived since the dial. */
handleRequest<number>("receive", async (count) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  onEcho = () => receivedCount >= count && resolve();
  onEcho();
  await promise;
});

handleRequest("frame bytes", () => client.frameBytes?.());
handleRequest("close", () => client.close());
