/**
 * How an error's message travels in `grpc-message`. gRPC escapes what is no printable ASCII, and the percent sign; Connect
 * escapes as for a URL's parameter, which is more, and stock clients that unescape a whole URL show the rest as it came.
 */
import type { UniversalServerResponse } from "@connectrpc/connect/protocol";

const header = "grpc-message";

/** The same response, whose message every client can read. It is known when the body has ended. */
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

/** Without the escapes of printable ASCII, except the percent sign's (gRPC over HTTP/2, "Responses"). */
export function unescaped(message: string): string {
  return message.replace(/%([2-7][0-9A-F])/g, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code === 0x25 || code === 0x7f ? escape : String.fromCharCode(code);
  });
}
