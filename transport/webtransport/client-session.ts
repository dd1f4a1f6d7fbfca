/** The browser's end of one WebTransport session, as the wire of a link. */
import { MalformedFrame } from "../frame.ts";
import type { Lane, Wire } from "../wire.ts";
import type { WireLink } from "../wire-link.ts";
import { datagramLane, FrameSplitter, FrameWriter, streamLanes, type StreamLane } from "./lanes.ts";

/** The part of the platform's WebTransport that is used. */
export interface WebTransportLike {
  readonly ready: Promise<unknown>;
  readonly closed: Promise<unknown>;
  readonly datagrams: {
    readonly readable: ReadableStream<Uint8Array>;
    /** In Chrome; newer versions of the specification have `createWritable` instead. */
    readonly writable?: WritableStream<Uint8Array>;
    createWritable?(): WritableStream<Uint8Array>;
  };
  readonly incomingBidirectionalStreams: ReadableStream<{
    readonly readable: ReadableStream<Uint8Array>;
    readonly writable: WritableStream<Uint8Array>;
  }>;
  close(): void;
}

/** As many snapshots as may wait while the page is busy for a second; by default the platform keeps one. */
const INCOMING_DATAGRAMS = 64;

type Reader = ReadableStreamDefaultReader<Uint8Array>;

interface Incoming {
  readonly lane: StreamLane;
  readonly reader: Reader;
  /** Bytes that arrived with the number of the lane. */
  readonly first: Uint8Array;
}

export class ClientSession implements Wire {
  readonly #session: WebTransportLike;
  readonly #writers = new Map<StreamLane, FrameWriter>();
  #incoming: Incoming[] = [];
  #datagrams: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #link: WireLink | undefined;
  #isEnded = false;

  constructor(session: WebTransportLike) {
    this.#session = session;
    // Both reject when a session fails. `ready` and `closed` report that to the dialer and the link.
    session.closed.catch(() => {});
    session.ready.catch(() => {});
  }

  /** Resolves when the server has accepted the session. */
  async ready(): Promise<void> {
    await this.#session.ready;
  }

  /** Resolves when the streams of the server have arrived, one for each lane. */
  async open(): Promise<void> {
    const { datagrams } = this.#session;
    for (const name of ["incomingMaxBufferedDatagrams", "incomingHighWaterMark"]) {
      if (name in datagrams) Object.assign(datagrams, { [name]: INCOMING_DATAGRAMS });
    }
    this.#datagrams = (datagrams.createWritable?.() ?? datagrams.writable)?.getWriter();
    const streams = this.#session.incomingBidirectionalStreams.getReader();
    while (this.#incoming.length < streamLanes.length) {
      const { value: stream } = await streams.read();
      if (!stream) throw new Error("closed by the server");
      const reader = stream.readable.getReader();
      const { value: first } = await reader.read();
      const lane = streamLanes[first?.[0] ?? streamLanes.length];
      if (!first || !lane || this.#writers.has(lane))
        throw new Error("streams of another protocol");
      const writer = stream.writable.getWriter();
      const broken = (error: unknown) => this.#link?.lost(String(error));
      this.#writers.set(lane, new FrameWriter((bytes) => writer.write(bytes), broken));
      this.#incoming.push({ lane, reader, first: first.subarray(1) });
    }
    streams.releaseLock();
  }

  /** Passes everything received to the link from now on, first what arrived with the streams. */
  deliverTo(link: WireLink): void {
    this.#link = link;
    const gone = () => link.lost("the session closed");
    this.#session.closed.then(gone, gone);
    void this.#receiveDatagrams(link);
    for (const incoming of this.#incoming) void this.#receiveStream(link, incoming);
    this.#incoming = [];
  }

  write(frame: Uint8Array<ArrayBuffer>, lane: Lane): void {
    if (lane === "unreliable" || lane === "unreliable-sequenced") {
      // Fails only with the session, which reports that to the link.
      this.#datagrams?.write(frame).catch(() => {});
    } else this.#writers.get(lane)?.write(frame);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#session.close();
  }

  async #receiveDatagrams(link: WireLink): Promise<void> {
    const reader = this.#session.datagrams.readable.getReader();
    try {
      for (;;) {
        const { value } = await reader.read();
        if (!value) return;
        link.receive(value, datagramLane(value));
      }
    } catch {
      link.lost("the session closed");
    }
  }

  async #receiveStream(link: WireLink, { lane, reader, first }: Incoming): Promise<void> {
    const splitter = new FrameSplitter();
    try {
      for (let chunk: Uint8Array | undefined = first; chunk;) {
        for (const frame of splitter.split(chunk)) link.receive(frame, lane);
        ({ value: chunk } = await reader.read());
      }
      link.lost("a stream ended");
    } catch (error) {
      if (error instanceof MalformedFrame) link.close("protocol-error", error.message);
      else link.lost("the session closed");
    }
  }
}
