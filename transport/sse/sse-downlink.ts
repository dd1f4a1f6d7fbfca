/**
 * The server's way down as `text/event-stream`, which is text, so that frames travel in base64:
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
  /** Written in this turn. */
  #frames: FrameBytes[] = [];
  #framesBytes = 0;

  constructor(peer: HttpPeer) {
    this.#peer = peer;
  }

  queuedBytes(): number {
    return this.#framesBytes + (this.#stream?.writableLength ?? 0);
  }

  write(frame: FrameBytes): void {
    // Later in this turn, so that what is written together travels together.
    if (this.#frames.push(frame) === 1) queueMicrotask(() => this.#flush());
    this.#framesBytes += frame.length;
  }

  end(): void {
    this.#flush();
    this.#stream?.end();
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    // An EventSource that reconnects would go on where frames are missing.
    if (this.#stream) return refuse(request, reply, 409, "the link has its stream, or had it");
    reply.hijack();
    const stream = reply.raw;
    this.#stream = stream;
    stream.on("close", () => this.#peer.link?.lost("the stream broke"));
    stream.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // Proxies of the nginx kind would collect events until they make a page.
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
