/** Reads the body of a POST within limits of size and time, and keeps no more of it in memory. */
import type { Readable } from "node:stream";

export type Body = Uint8Array | "too large" | "too slow" | "cut";

export interface BodyLimits {
  readonly maxBytes: number;
  /** For the whole body: a peer that sends one byte now and then would take for ever. */
  readonly withinMs: number;
}

export function readBody(stream: Readable, { maxBytes, withinMs }: BodyLimits): Promise<Body> {
  const { promise, resolve } = Promise.withResolvers<Body>();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const timer = setTimeout(() => end("too slow"), withinMs);
  const onData = (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end("too large");
    else chunks.push(chunk);
  };
  const onEnd = () => end(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  const onCut = () => end("cut");
  const end = (body: Body) => {
    clearTimeout(timer);
    stream.off("data", onData).off("end", onEnd).off("close", onCut);
    resolve(body);
  };
  stream.on("data", onData).on("end", onEnd).on("close", onCut);
  return promise;
}
