/** A raw client of Socket.IO over long polling, without the library. */
import { request } from "node:http";
import { socketioPollingPath } from "../socketio/paths.ts";
import { goodCredential } from "./test-rig.ts";

export class RawPolling {
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  /** Opens a session that has not joined. */
  static async opened(origin: string): Promise<RawPolling> {
    const url = `${origin}${socketioPollingPath}/?EIO=4&transport=polling`;
    const answer = await (await fetch(url)).text();
    const { sid } = JSON.parse(answer.slice(1)) as { sid: string };
    return new RawPolling(`${url}&sid=${sid}`);
  }

  static async joined(origin: string): Promise<RawPolling> {
    const raw = await RawPolling.opened(origin);
    await raw.post(`40${JSON.stringify({ credential: goodCredential })}`);
    await raw.poll();
    return raw;
  }

  /** Resolves with the status. */
  async post(body: BodyInit, headers: Record<string, string> = {}): Promise<number> {
    const init = { method: "POST", body, headers, duplex: "half" };
    const { status } = await fetch(this.url, init);
    return status;
  }

  /** A body without a length. */
  async postOfUnknownLength(body: string): Promise<number> {
    return this.post(new Blob([body]).stream());
  }

  /** The beginning of a body that never ends. Returns a function that closes the connection. */
  postHalf(body: string): () => void {
    const posting = request(this.url, { method: "POST", headers: { "content-length": 1000 } });
    posting.on("error", () => {});
    posting.write(body);
    return () => void posting.destroy();
  }

  async poll(): Promise<[status: number, body: string]> {
    const response = await fetch(this.url);
    return [response.status, await response.text()];
  }
}

/** A frame as the Engine.IO payload of a POST. */
export function packetOf(frame: Uint8Array): string {
  return `b${Buffer.from(frame).toString("base64")}`;
}
