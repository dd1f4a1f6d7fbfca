/** Calls that no dialer makes: raw bytes in place of messages, over HTTP/1.1 and HTTP/2. */
import { once } from "node:events";
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Wire } from "#protocol/wire";

const { open, send, link } = Wire.method;

/** A message of a stream in its envelope, the same in gRPC and Connect: flags u8 | length u32 BE | bytes. */
export function lengthPrefixed(message: Uint8Array, announcedBytes = message.length) {
  const bytes = new Uint8Array(5 + message.length);
  new DataView(bytes.buffer).setUint32(1, announcedBytes);
  bytes.set(message, 5);
  return bytes;
}

export const openRequest = (credential: string) =>
  toBinary(open.input, create(open.input, { credential }));

/** `Open` by hand. */
export function openCall(
  port: number,
  credential: string,
  { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/crosswire.v1.Wire/Open`, {
    method: "POST",
    headers: { "content-type": "application/connect+proto", ...headers },
    body: lengthPrefixed(openRequest(credential)),
    ...(signal ? { signal } : {}),
  });
}

/** The id of the link that this call opened, which is all that its first message has. */
export async function linkIdOf(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  const bytes = Buffer.from(value!);
  return fromBinary(open.output, bytes.subarray(5, 5 + bytes.readUInt32BE(1))).link;
}

export function sendCall(port: number, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/crosswire.v1.Wire/Send`, {
    method: "POST",
    headers: { "content-type": "application/proto" },
    body,
  });
}

export const sendRequest = (linkId: string, sequence: number, ...frames: Uint8Array[]) =>
  new Uint8Array(toBinary(send.input, create(send.input, { link: linkId, sequence, frames })));

/** `Link` by hand. */
export class RawStream {
  readonly #session: ClientHttp2Session;
  readonly stream: ClientHttp2Stream;
  /** Resolves when the server has ended the call. */
  readonly ended: Promise<unknown>;

  constructor(port: number, headers: Record<string, string> = {}) {
    this.#session = connect(`http://127.0.0.1:${port}`);
    this.#session.on("error", () => {});
    this.stream = this.#session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: "/crosswire.v1.Wire/Link",
      "content-type": "application/grpc+proto",
      te: "trailers",
      ...headers,
    });
    this.stream.on("error", () => {});
    this.ended = once(this.stream, "close");
    this.stream.resume();
  }

  /** Resolves when the server has accepted the call. */
  async accepted(): Promise<void> {
    await new Promise<void>((resolve) => void this.#session.ping(() => resolve()));
  }

  bytes(bytes: Uint8Array): void {
    this.stream.write(bytes);
  }

  chunk(chunk: { credential?: string; frames?: Uint8Array[] }): void {
    this.bytes(lengthPrefixed(toBinary(link.input, create(link.input, chunk))));
  }

  /** The same in gzip, where the headers announce it. */
  packed(chunk: { credential?: string; frames?: Uint8Array[] }): void {
    const bytes = lengthPrefixed(gzipSync(toBinary(link.input, create(link.input, chunk))));
    bytes[0] = 1;
    this.bytes(bytes);
  }

  end(): void {
    this.#session.destroy();
  }
}
