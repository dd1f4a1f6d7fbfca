/** WebTransport for Node, with as much as the dialer uses, over the client of the library that the server uses. */
import type { WebTransportLike } from "./client-session.ts";
import { loadNative, type NativeReceive, type NativeSend, type NativeSession } from "./native.ts";

export class NodeWebTransport implements WebTransportLike {
  readonly ready: Promise<void>;
  readonly closed: Promise<unknown>;
  readonly datagrams: WebTransportLike["datagrams"];
  readonly incomingBidirectionalStreams: WebTransportLike["incomingBidirectionalStreams"];
  readonly #session: Promise<NativeSession>;
  readonly #closing = Promise.withResolvers<never>();
  #isClosed = false;

  constructor(url: string, { serverCertificateHashes: hashes = [] }: WebTransportOptions) {
    const values = hashes.map(({ value }) => Buffer.from(value as Uint8Array<ArrayBuffer>));
    const connecting = loadNative().NapiClient.withCertificateHashes(values).connect(url, null);
    this.#session = connecting.then((session) => {
      if (!this.#isClosed) return session;
      session.close(0, "");
      throw new Error("closed while connecting");
    });
    const session = this.#session;
    this.#closing.promise.catch(() => {});
    // A session that is closed while connecting rejects at once, like that of a browser; the library continues for a while.
    this.ready = Promise.race([session.then(() => {}), this.#closing.promise]);
    this.closed = session.then((open) => open.closed());
    this.datagrams = {
      readable: pullStream(async () => (await session).recvDatagram()),
      writable: new WritableStream<Uint8Array>({
        write: async (chunk) => (await session).sendDatagram(Buffer.from(chunk)),
      }),
    };
    this.incomingBidirectionalStreams = pullStream(async () => {
      const stream = await (await session).acceptBi();
      return { readable: readable(stream.takeRecv()), writable: writable(stream.takeSend()) };
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#closing.reject(new Error("closed while connecting"));
    this.#session.then(
      (session) => session.close(0, ""),
      () => {},
    );
  }
}

/** A stream of the values of `read`, until it returns null. */
function pullStream<T>(next: () => Promise<T | null>): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const value = await next();
        if (value === null) controller.close();
        else controller.enqueue(value);
      },
    },
    // Nothing is read before the stream has a reader.
    { highWaterMark: 0 },
  );
}

const readable = (stream: NativeReceive) => pullStream<Uint8Array>(() => stream.read(64 * 1024));

const writable = (stream: NativeSend) =>
  new WritableStream<Uint8Array>({ write: (chunk) => stream.write(Buffer.from(chunk)) });
