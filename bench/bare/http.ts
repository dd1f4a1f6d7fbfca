/**
 * Messages of 64 bytes through a handler of plain `node:http`. Each goes up in a POST of its own, one after the other. They come
 * down as events (base64), in polls that the server holds, or in polls at an interval.
 */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { EventSource } from "#transport/dial-node";
import { listening } from "../listen-on-loopback.ts";
import type { PayloadHandler, TransportAdapter } from "../transport-adapter.ts";

export type Downlink = "sse" | "long-polling" | "short-polling";

const messageBytes = 64;
/** The interval of our dialer. */
const intervalMs = 200;

/** The payloads that wait for one peer, and the response that is held until there is one. */
class Mailbox {
  readonly #down: Downlink;
  #waiting: Uint8Array[] = [];
  #held: ServerResponse | undefined;

  constructor(down: Downlink) {
    this.#down = down;
  }

  put(payload: Uint8Array): void {
    if (this.#down === "sse" && this.#held) {
      this.#held.write(`data: ${Buffer.from(payload).toString("base64")}\n\n`);
      return;
    }
    this.#waiting.push(payload);
    if (this.#held) this.#empty(this.#held);
  }

  take(response: ServerResponse): void {
    if (this.#down === "sse") {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      this.#held = response;
    } else if (this.#down === "short-polling" || this.#waiting.length > 0) this.#empty(response);
    else this.#held = response;
  }

  #empty(response: ServerResponse): void {
    this.#held = undefined;
    const body = Buffer.concat(this.#waiting);
    this.#waiting = [];
    response.writeHead(body.length > 0 ? 200 : 204).end(body);
  }
}

async function post(url: string, payload: Uint8Array): Promise<void> {
  const response = await fetch(url, { method: "POST", body: payload as Uint8Array<ArrayBuffer> });
  await response.arrayBuffer();
}

async function poll(
  url: string,
  onMessage: PayloadHandler,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, { signal });
  const body = new Uint8Array(await response.arrayBuffer());
  for (let at = 0; at < body.length; at += messageBytes)
    onMessage(body.subarray(at, at + messageBytes));
  return response;
}

async function pollLoop(
  url: string,
  intervalMs: number,
  onMessage: PayloadHandler,
  signal: AbortSignal,
) {
  while (!signal.aborted) {
    const startMs = performance.now();
    await poll(url, onMessage, signal);
    const restMs = startMs + intervalMs - performance.now();
    if (restMs > 0) await setTimeout(restMs, undefined, { signal });
  }
}

function listen(url: string, onMessage: PayloadHandler, signal: AbortSignal): Promise<void> {
  const events = new EventSource(url);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  events.onopen = () => resolve();
  events.onerror = () => reject(new Error("no stream"));
  events.onmessage = ({ data }) => onMessage(Buffer.from(data as string, "base64"));
  signal.addEventListener("abort", () => events.close());
  return promise;
}

export const bareHttp = (down: Downlink): TransportAdapter => ({
  async serve(onPeer) {
    const peers = new Map<string, { mailbox: Mailbox; receive: PayloadHandler }>();
    const peerOf = (url: string) => {
      const mailbox = new Mailbox(down);
      const peer = peers.get(url) ?? {
        mailbox,
        receive: onPeer((payload) => mailbox.put(payload)),
      };
      peers.set(url, peer);
      return peer;
    };
    const { origin } = await listening((request, response) => {
      const { mailbox, receive } = peerOf(request.url ?? "");
      if (request.method === "GET") return mailbox.take(response);
      void buffer(request).then((body) => {
        response.writeHead(204).end();
        receive(body);
      });
    });
    return { origin };
  },
  async dial(origin, onMessage) {
    const url = `${origin}/${randomUUID()}`;
    const ending = new AbortController();
    if (down === "sse") await listen(url, onMessage, ending.signal);
    else {
      const everyMs = down === "short-polling" ? intervalMs : 0;
      pollLoop(url, everyMs, onMessage, ending.signal).catch(() => {});
    }
    let posted = Promise.resolve();
    return {
      send: (payload) => void (posted = posted.then(() => post(url, payload))),
      close: () => ending.abort(),
    };
  },
});
