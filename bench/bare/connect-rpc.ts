/** Messages through the bare Connect RPC library, called as a browser can: one stream down, and a unary call up for each message. */
import { randomUUID } from "node:crypto";
import { on, EventEmitter } from "node:events";
import { createClient, type ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { createConnectTransport } from "@connectrpc/connect-web";
import { Wire } from "#protocol/wire";
import { listening } from "../listen-on-loopback.ts";
import type { OnPeer, PayloadHandler, TransportAdapter } from "../transport-adapter.ts";

const routesTo = (onPeer: OnPeer) => {
  const peers = new Map<string, PayloadHandler>();
  return (router: ConnectRouter): void => {
    router.service(Wire, {
      async *open(_request, { signal }) {
        const link = randomUUID();
        const outgoing = new EventEmitter();
        const frameEvents = on(outgoing, "frame", { signal });
        peers.set(
          link,
          onPeer((payload) => void outgoing.emit("frame", payload)),
        );
        yield { link };
        for await (const frames of frameEvents) yield { frames: frames as Uint8Array[] };
      },
      send({ link, frames }) {
        for (const frame of frames) peers.get(link)?.(frame);
        return {};
      },
    });
  };
};

export const bareConnect: TransportAdapter = {
  async serve(onPeer) {
    const { origin } = await listening(connectNodeAdapter({ routes: routesTo(onPeer) }));
    return { origin };
  },
  async dial(origin, onMessage) {
    const transport = createConnectTransport({ baseUrl: origin, useBinaryFormat: true });
    const client = createClient(Wire, transport);
    const ending = new AbortController();
    const down = client.open({}, { signal: ending.signal })[Symbol.asyncIterator]();
    const { link } = (await down.next()).value ?? {};
    const receiveAll = async (): Promise<void> => {
      for (let next = await down.next(); !next.done; next = await down.next())
        for (const frame of next.value.frames) onMessage(frame);
    };
    receiveAll().catch(() => {});
    let sent: Promise<unknown> = Promise.resolve();
    return {
      send: (payload) => void (sent = sent.then(() => client.send({ link, frames: [payload] }))),
      close: () => ending.abort(),
    };
  },
};
