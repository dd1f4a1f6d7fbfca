/**
 * A request's body as it was before its Content-Encoding. One body at a time, so that however many arrive at once only one
 * is in memory twice, and bounded while it grows: what is too large is not unpacked to its end.
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const gunzipped = promisify(gunzip);

export type ContentEncoding = "gzip" | "identity";

/** Names of codings are case-insensitive and `x-gzip` is gzip (RFC 9110 §8.4.1); undefined if it is none that is taken here. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | undefined {
  const name = header?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return "identity";
  return name === "gzip" || name === "x-gzip" ? "gzip" : undefined;
}

/** The unpacked body is larger than the limit. */
export class BodyTooLarge extends Error {}
/** The body is no gzip, or not all of it. */
export class NotGzip extends Error {}

/** Throws TooLarge or NotGzip. */
export async function gunzipWithLimit(body: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await gunzipped(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "ERR_BUFFER_TOO_LARGE" ? new BodyTooLarge() : new NotGzip(message);
  }
}

/** Runs what it is given one after the other, in the order of the calls. */
export function serialExecutor(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
