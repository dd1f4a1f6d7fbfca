/** A raw WebSocket client, without the library. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";

const TEXT = 1;
const BINARY = 2;
/** A ping without payload, with a length of eight bytes, which the library would not send. */
const ping = Buffer.of(0x89, 0x80, 0, 0, 0, 0);

export class RawWebSocket {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // Both the test and the server may reset it.
    socket.on("error", () => {});
    socket.resume();
  }

  /** Upgrades; returns the whole answer with it. Each header ends with CRLF. */
  static async upgrade(port: number, path: string, headers = ""): Promise<[RawWebSocket, string]> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n${headers}\r\n`,
    );
    const [head] = (await once(socket, "data")) as [Buffer];
    return [new RawWebSocket(socket), head.toString("latin1")];
  }

  text(text: string): void {
    this.#socket.write(webSocketFrame(TEXT, Buffer.from(text)));
  }

  /** False when the server reads too slowly. */
  binary(bytes: Uint8Array): boolean {
    return this.#socket.write(webSocketFrame(BINARY, bytes));
  }

  ping(): boolean {
    return this.#socket.write(ping);
  }

  bytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Sends half of a frame. */
  half(bytes: Uint8Array): void {
    const frame = webSocketFrame(BINARY, bytes);
    this.#socket.write(frame.subarray(0, frame.length / 2));
  }

  hangUp(): void {
    this.#socket.end();
  }

  /** Stops reading. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Repeats the same bytes as fast as the server reads them, until the server closes. */
  async flood(say: (raw: this) => boolean): Promise<void> {
    const socket = this.#socket;
    const told = (event: "close" | "drain") =>
      new Promise<void>((resolve) => void socket.once(event, () => resolve()));
    const closed = told("close");
    while (!socket.closed) {
      for (let i = 0; i < 500 && say(this); i++);
      if (socket.writableNeedDrain) await Promise.race([closed, told("drain")]);
      else await setImmediate();
    }
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** One final frame of a client (RFC 6455 §5.2), masked by zeros. */
function webSocketFrame(opcode: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(14);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}
