/**
 * The encoding of an error message in `grpc-message`. gRPC escapes characters that are no printable ASCII, and the percent
 * sign. Connect escapes as for a URL parameter, which is more, and some clients that unescape like a whole URL show the
 * rest escaped.
 */
import type { UniversalServerResponse } from "@connectrpc/connect/protocol";

const header = "grpc-message";

/** Returns the same response with a message that every client can read. It is known when the body has ended. */
export function withReadableMessage(response: UniversalServerResponse): UniversalServerResponse {
  const { body, trailer } = response;
  if (!trailer || !body || !(Symbol.asyncIterator in body)) return response;
  async function* readable(bytes: AsyncIterable<Uint8Array>, trailers: Headers) {
    yield* bytes;
    const message = trailers.get(header);
    if (message !== null) trailers.set(header, unescaped(message));
  }
  return { ...response, body: readable(body, trailer) };
}

/** Removes the escapes of printable ASCII, except that of the percent sign (gRPC over HTTP/2, "Responses"). */
export function unescaped(message: string): string {
  return message.replace(/%([2-7][0-9A-F])/g, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code === 0x25 || code === 0x7f ? escape : String.fromCharCode(code);
  });
}
