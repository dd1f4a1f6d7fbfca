/** A raw WebTransport client. */
import { streamLanes, type StreamLane } from "../webtransport/lanes.ts";
import { loadNative, type NativeSend, type NativeSession } from "../webtransport/native.ts";

export class RawWebtransport {
  readonly #session: NativeSession;
  readonly #sends = new Map<StreamLane, NativeSend>();
  /** Kept, because a stream that is not referenced is reset. */
  readonly #own: unknown[] = [];

  private constructor(session: NativeSession) {
    this.#session = session;
  }

  static async connected(url: string): Promise<RawWebtransport> {
    return new RawWebtransport(await loadNative().NapiClient.disableVerify().connect(url, null));
  }

  /** Accepts the streams of the server, and reads only the lane of each. */
  async openedStreams(): Promise<void> {
    while (this.#sends.size < streamLanes.length) {
      const stream = await this.#session.acceptBi();
      const receive = stream.takeRecv();
      this.#own.push(receive);
      const lane = streamLanes[(await receive.read(1))?.[0] ?? -1];
      if (lane) this.#sends.set(lane, stream.takeSend());
    }
  }

  datagram(bytes: Uint8Array): void {
    try {
      this.#session.sendDatagram(Buffer.from(bytes));
    } catch {
      // The server has closed already.
    }
  }

  async bytes(lane: StreamLane, bytes: Uint8Array): Promise<void> {
    await this.#sends.get(lane)?.write(Buffer.from(bytes));
  }

  frame(lane: StreamLane, frame: Uint8Array): Promise<void> {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    return this.bytes(lane, Buffer.concat([length, frame]));
  }

  async finish(lane: StreamLane): Promise<void> {
    await this.#sends.get(lane)?.finish();
  }

  async ownStream(way: "both ways" | "one way"): Promise<void> {
    const send =
      way === "one way" ? await this.#session.openUni() : (await this.#session.openBi()).takeSend();
    this.#own.push(send);
    await send.write(Buffer.alloc(1000));
  }

  end(): void {
    this.#session.close(0, "");
  }
}
