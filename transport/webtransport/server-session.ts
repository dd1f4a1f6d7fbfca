/** The server's end of one WebTransport session, as the wire of a link. */
import { MalformedFrame } from "../frame.ts";
import type { Lane, Wire } from "../wire.ts";
import type { WireLink } from "../wire-link.ts";
import { datagramLane, FrameSplitter, FrameWriter, streamLanes, type StreamLane } from "./lanes.ts";
import type { NativeReceive, NativeSession } from "./native.ts";

const READ_BYTES = 64 * 1024;

export class ServerSession implements Wire {
  /** Cleared at the end: the port is not free while a session is referenced. */
  #session: NativeSession | undefined;
  readonly #writers = new Map<StreamLane, FrameWriter>();
  readonly #receiving = new Map<StreamLane, NativeReceive>();
  #link: WireLink | undefined;

  constructor(session: NativeSession) {
    this.#session = session;
  }

  /** Opens the streams; waits as long as the far side allows none. */
  async open(): Promise<void> {
    for (const [index, lane] of streamLanes.entries()) {
      const stream = await this.#session?.openBi();
      if (!stream) throw new Error("ended while its streams opened");
      const send = stream.takeSend();
      const write = (bytes: Uint8Array<ArrayBuffer>) => send.write(bufferOf(bytes));
      const writer = new FrameWriter(write, (error) => this.#link?.lost(String(error)));
      writer.writeBytes(Uint8Array.of(index));
      this.#writers.set(lane, writer);
      this.#receiving.set(lane, stream.takeRecv());
    }
  }

  /** Passes everything received to the link from now on; QUIC keeps it until then. */
  deliverTo(link: WireLink): void {
    this.#link = link;
    const session = this.#session;
    if (!session) return link.lost("the session closed");
    const gone = (detail: string) => () => link.lost(detail);
    session.closed().then(gone("the session closed"), gone("the session broke"));
    void this.#receiveDatagrams(link);
    for (const [lane, stream] of this.#receiving) void this.#receiveStream(link, stream, lane);
    this.#receiving.clear();
    // Such a stream is never read and would fill memory up to the limits of QUIC.
    const violated = () => link.close("protocol-error", "opened a stream of its own");
    session.acceptBi().then(violated, () => {});
    session.acceptUni().then(violated, () => {});
  }

  write(frame: Uint8Array<ArrayBuffer>, lane: Lane): void {
    if (lane !== "unreliable" && lane !== "unreliable-sequenced") {
      this.#writers.get(lane)?.write(frame);
      return;
    }
    try {
      this.#session?.sendDatagram(bufferOf(frame));
    } catch (error) {
      // The path allows smaller datagrams now: this one is lost, as on a path that drops it.
      if (this.#session && frame.length > this.#session.maxDatagramSize()) return;
      throw error;
    }
  }

  end(): void {
    this.#session?.close(0, "");
    this.#session = undefined;
    this.#writers.clear();
    this.#receiving.clear();
  }

  async #receiveDatagrams(link: WireLink): Promise<void> {
    try {
      while (this.#session) {
        const datagram = await this.#session.recvDatagram();
        link.receive(datagram, datagramLane(datagram));
      }
    } catch {
      link.lost("the session closed");
    }
  }

  async #receiveStream(link: WireLink, stream: NativeReceive, lane: StreamLane): Promise<void> {
    const splitter = new FrameSplitter();
    try {
      while (this.#session) {
        const chunk = await stream.read(READ_BYTES);
        if (!chunk) return link.lost("a stream ended");
        for (const frame of splitter.split(chunk)) link.receive(frame, lane);
      }
    } catch (error) {
      if (error instanceof MalformedFrame) link.close("protocol-error", error.message);
      else link.lost("the session closed");
    }
  }
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): Buffer =>
  Buffer.from(buffer, byteOffset, length);
