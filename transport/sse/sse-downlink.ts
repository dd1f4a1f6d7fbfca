/**
 * The downlink as `text/event-stream`. That is text, so frames are in base64:
 *
 *   ": open" and an empty line at once, then events: "data: " | base64 of a batch (../http/batch.ts) | empty line
 */
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { encodeBatch } from "../http/batch.ts";
import type { Downlink, HttpPeer } from "../http/http-peer.ts";
import type { FrameBytes } from "../http/frame-queue.ts";
import { refuse } from "../http/requests.ts";

export class SseDownlink implements Downlink {
  readonly #peer: HttpPeer;
  #stream: ServerResponse | undefined;
  /** The frames of this turn of the event loop. */
  #frames: FrameBytes[] = [];
  #framesBytes = 0;

  constructor(peer: HttpPeer) {
    this.#peer = peer;
  }

  queuedBytes(): number {
    return this.#framesBytes + (this.#stream?.writableLength ?? 0);
  }

  write(frame: FrameBytes): void {
    // Later in this turn of the event loop, so that all frames written in it share one event.
    if (this.#frames.push(frame) === 1) queueMicrotask(() => this.#flush());
    this.#framesBytes += frame.length;
  }

  end(): void {
    this.#flush();
    this.#stream?.end();
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    // An EventSource that reconnects would continue with frames missing.
    if (this.#stream) return refuse(request, reply, 409, "the link has its stream, or had it");
    reply.hijack();
    const stream = reply.raw;
    this.#stream = stream;
    stream.on("close", () => this.#peer.link?.lost("the stream broke"));
    stream.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // Proxies like nginx would buffer the events.
      "x-accel-buffering": "no",
    });
    stream.write(": open\n\n");
    this.#peer.open();
    return reply;
  }

  #flush(): void {
    if (this.#frames.length === 0) return;
    const batch = Buffer.from(encodeBatch(this.#frames).buffer);
    this.#frames = [];
    this.#framesBytes = 0;
    this.#stream?.write(`data: ${batch.toString("base64")}\n\n`);
  }
}
