/**
 * Decompresses request bodies, one at a time: however many arrive at once, only one is in memory twice. The size is bounded while
 * a body grows: one that is too large is not decompressed to its end.
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const gunzipped = promisify(gunzip);

export type ContentEncoding = "gzip" | "identity";

/** Names of codings are case-insensitive and `x-gzip` is gzip (RFC 9110 §8.4.1); undefined for a coding that is not supported. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | undefined {
  const name = header?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return "identity";
  return name === "gzip" || name === "x-gzip" ? "gzip" : undefined;
}

/** The decompressed body is larger than the limit. */
export class BodyTooLarge extends Error {}
/** The body is not gzip, or is truncated. */
export class NotGzip extends Error {}

/** @throws TooLarge @throws NotGzip */
export async function gunzipWithLimit(body: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await gunzipped(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "ERR_BUFFER_TOO_LARGE" ? new BodyTooLarge() : new NotGzip(message);
  }
}

/** Runs tasks one after the other, in the order of the calls. */
export function serialExecutor(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
