/** A raw client of the transports over plain requests. */
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { encodeBatch } from "../http/batch.ts";
import { goodCredential } from "./test-rig.ts";

export class RawHttp {
  readonly url: string;
  /** Kept, because fetch closes a stream that is not referenced. */
  readonly #answers: Response[] = [];
  readonly #ending = new AbortController();

  constructor(url: string) {
    this.url = url;
  }

  /** Requests a link that no GET has opened yet. */
  static async halfOpen(base: string, credential = goodCredential): Promise<RawHttp> {
    const response = await askToOpen(base, credential);
    const { link } = (await response.json()) as { link: string };
    return new RawHttp(`${base}/${link}`);
  }

  static async opened(base: string): Promise<RawHttp> {
    const raw = await RawHttp.halfOpen(base);
    await raw.get(0);
    return raw;
  }

  /** A poll, or the stream. Its body is not read. */
  async get(number: number, headers: Record<string, string> = {}): Promise<Response> {
    const signal = this.#ending.signal;
    const answer = await fetch(`${this.url}?n=${number}`, { headers, signal });
    this.#answers.push(answer);
    return answer;
  }

  async post(
    number: number | string,
    body: Uint8Array<ArrayBuffer> | string,
    headers = {},
  ): Promise<number> {
    const { status } = await fetch(`${this.url}?n=${number}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/octet-stream", ...headers },
    });
    return status;
  }

  postFrames(number: number, ...frames: Uint8Array[]): Promise<number> {
    return this.post(number, encodeBatch(frames));
  }

  /** Aborts the stream, or a poll. */
  cut(): void {
    this.#ending.abort();
  }

  async hangUp(): Promise<void> {
    this.cut();
    await fetch(this.url, { method: "DELETE" }).catch(() => {});
  }
}

export function askToOpen(base: string, credential: string, headers = {}): Promise<Response> {
  return fetch(base, {
    method: "POST",
    headers: { authorization: `Bearer ${credential}`, ...headers },
  });
}

/** Sends this on a connection of its own; resolves with the status line of the answer. */
export async function statusOf(url: string, head: readonly string[], body = ""): Promise<string> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const [method = "", ...headers] = head;
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, "Host: 127.0.0.1", ...headers];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString().split("\r\n", 1)[0] ?? "";
}

/** Posts chunks without end; resolves with the status that ends it. */
export async function dribble(url: string): Promise<number | undefined> {
  const posting = request(url, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
  });
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  let status: number | undefined;
  posting.on("response", (answer: IncomingMessage) => {
    status = answer.statusCode;
    answer.on("error", () => {}).resume();
  });
  posting.on("error", () => {}).on("close", () => resolve(status));
  const dripping = setInterval(() => posting.write("drop"), 20);
  return await promise.finally(() => clearInterval(dripping));
}

/** Requests a stream or an answer on a connection from which nothing is read. */
export async function neverRead(url: string): Promise<() => void> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.pause();
  await once(socket, "connect");
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  return () => socket.destroy();
}
