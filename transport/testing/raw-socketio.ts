/** A Socket.IO client without the library, which says whatever a test wants. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { randomBytes } from "node:crypto";

const TEXT = 1;
const BINARY = 2;

export class RawSocketio {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // Tests end it rudely, and so may the server.
    socket.on("error", () => {});
    socket.resume();
  }

  /** Upgrades; returns the status line with it. */
  static async upgrade(port: number, headers = ""): Promise<[RawSocketio, string]> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n" +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n${headers}\r\n`,
    );
    const [head] = (await once(socket, "data")) as [Buffer];
    const [status = ""] = head.toString().split("\r\n", 1);
    return [new RawSocketio(socket), status];
  }

  /** Upgrades and joins. */
  static async joined(port: number, credential: string): Promise<RawSocketio> {
    const [raw] = await RawSocketio.upgrade(port);
    raw.text(`40${JSON.stringify({ credential })}`);
    return raw;
  }

  text(text: string): void {
    this.#socket.write(webSocketFrame(TEXT, Buffer.from(text)));
  }

  binary(bytes: Uint8Array): void {
    this.#socket.write(webSocketFrame(BINARY, bytes));
  }

  bytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Half of a frame, and no more. */
  half(bytes: Uint8Array): void {
    const frame = webSocketFrame(BINARY, bytes);
    this.#socket.end(frame.subarray(0, frame.length / 2));
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
