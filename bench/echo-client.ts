/** The dialing end of a transport or of its bare library, alone in a process: times what it says and hears back. */
import { handleRequest } from "./request-handlers.ts";
import type { ClientEnd } from "./transport-adapter.ts";
import { type EchoTarget, adapterOf } from "./transport-adapters.ts";

export interface DialRequest extends EchoTarget {
  readonly origin: string;
  readonly bytes: number;
}
export interface EchoRequest {
  /** Ends with the first echo after this. */
  readonly forMs: number;
  /** On their way at once. */
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

/** From the call to the first message that came back. */
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
  const say = (): void => {
    sentAtMs.push(performance.now());
    client.send(payload);
  };
  onEcho = () => {
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
handleRequest<number>("hear", async (count) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  onEcho = () => receivedCount >= count && resolve();
  onEcho();
  await promise;
});

handleRequest("frame bytes", () => client.frameBytes?.());
handleRequest("close", () => client.close());
