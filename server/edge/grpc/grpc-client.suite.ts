/** A native gRPC client of `Game`, as any program can be one. */
import { ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { onTestFinished } from "vitest";
import { Game, type PlayEvent } from "#protocol/wire";

type Request = { request: NonNullable<Parameters<typeof requestOf>[0]> };
const requestOf = (request: RequestInit) => ({ request });
export type RequestInit =
  | { case: "join"; value: { name?: string; room?: string; snapshotRateHz?: number } }
  | {
      case: "control";
      value: Partial<Record<"thrustX" | "thrustY" | "aimTurns", number>> & {
        fire?: boolean;
        dash?: boolean;
      };
    }
  | { case: "chat"; value: { text: string } };

/** Keeps every event that it receives. */
export class GrpcTestClient {
  readonly events: PlayEvent["event"][] = [];
  /** Undefined for a stream that ended well. */
  readonly ended: Promise<ConnectError | undefined>;
  readonly #manager: Http2SessionManager;
  readonly #requests: Request[] = [];
  #wake = () => {};
  #isDone = false;

  constructor(port: number, ...first: RequestInit[]) {
    onTestFinished(() => this.hangUp());
    for (const request of first) this.#requests.push(requestOf(request));
    const baseUrl = `http://127.0.0.1:${port}`;
    this.#manager = new Http2SessionManager(baseUrl);
    const transport = createGrpcTransport({ baseUrl, sessionManager: this.#manager });
    this.ended = this.#play(createClient(Game, transport).play(this.#stream()));
  }

  static join(port: number, value: { name?: string; room?: string; snapshotRateHz?: number } = {}) {
    return new GrpcTestClient(port, { case: "join", value });
  }

  send(request: RequestInit): void {
    this.#requests.push(requestOf(request));
    this.#wake();
  }

  /** Ends its requests. */
  finish(): void {
    this.#isDone = true;
    this.#wake();
  }

  hangUp(): void {
    this.#manager.abort();
  }

  all<C extends PlayEvent["event"]["case"]>(kind: C) {
    type Of = Extract<PlayEvent["event"], { case: C }>["value"];
    return this.events.flatMap((event) => (event.case === kind ? [event.value as Of] : []));
  }

  get newest() {
    return this.all("snapshot").at(-1);
  }

  async #play(events: AsyncIterable<PlayEvent>): Promise<ConnectError | undefined> {
    try {
      for await (const { event } of events) this.events.push(event);
      return undefined;
    } catch (error) {
      return ConnectError.from(error);
    }
  }

  async *#stream() {
    for (;;) {
      const next = this.#requests.shift();
      if (next) yield next;
      else if (this.#isDone) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
