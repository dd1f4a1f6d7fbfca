/** The accepting end of a transport or of its bare library, in a process of its own: it sends back every message. */
import { setTimeout } from "node:timers/promises";
import { handleRequest } from "./request-handlers.ts";
import type { PayloadHandler, ServerEnd } from "./transport-adapter.ts";
import { type EchoTarget, adapterOf } from "./transport-adapters.ts";

let serverEnd: ServerEnd;
/** Sends to the peer that connected last. */
let sendToLast: PayloadHandler = () => {};

handleRequest<EchoTarget>("listen", async (choice) => {
  serverEnd = await adapterOf(choice).serve((send) => {
    sendToLast = send;
    return send;
  });
  const { origin, portUdp } = serverEnd;
  return { origin, portUdp };
});

handleRequest<number>("advertise port", (portUdp) => serverEnd.advertisePort?.(portUdp));

export interface Updates {
  readonly count: number;
  readonly perSecond: number;
  readonly bytes: number;
}

handleRequest<Updates>("updates", async ({ count, perSecond, bytes }) => {
  for (let index = 0; index < count; index++) {
    sendToLast(new Uint8Array(bytes).fill(index));
    await setTimeout(1000 / perSecond);
  }
});
