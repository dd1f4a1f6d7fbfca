/** Two processes, one that listens and one that dials it, and the measurements of the messages between them. */
import { setTimeout } from "node:timers/promises";
import { Child } from "./child.ts";
import { countingTcpRelay, countingUdpRelay } from "./counting-relay.ts";
import type { DialRequest, EchoResult, EchoRequest } from "./echo-client.ts";
import type { Updates } from "./echo-server.ts";
import type { ServerEnd } from "./transport-adapter.ts";
import type { EchoTarget } from "./transport-adapters.ts";

/** A transport that works answers much sooner. One that does not must not hold up the others. */
const timeoutMs = 20_000;
/** Acks of the last update arrive within this time. */
const settleMs = 150;

export interface Load {
  readonly tripsMs: readonly number[];
  readonly perSecond: number;
  /** CPU of the server, all threads, in ms. */
  readonly cpuMsPer1000: number;
}

export class EchoPair {
  readonly #server: Child;
  readonly #client: Child;
  readonly #dialRequest: Omit<DialRequest, "origin">;
  readonly #serverEnd: Pick<ServerEnd, "origin" | "portUdp">;

  static async start(choice: EchoTarget, bytes: number, loader?: Loader): Promise<EchoPair> {
    const options = loader ? { loader } : {};
    const server = new Child("bench/echo-server.ts", options);
    const client = new Child("bench/echo-client.ts", options);
    try {
      const served = await withTimeout(server.request<ServerEnd>("listen", choice));
      return new EchoPair(server, client, { ...choice, bytes }, served);
    } catch (error) {
      await Promise.all([client.stop(), server.stop()]);
      throw error;
    }
  }

  private constructor(
    server: Child,
    client: Child,
    dialing: Omit<DialRequest, "origin">,
    served: ServerEnd,
  ) {
    this.#server = server;
    this.#client = client;
    this.#dialRequest = dialing;
    this.#serverEnd = served;
  }

  /** Answers the time until the first echo, ms. */
  async dial(origin = this.#serverEnd.origin): Promise<number> {
    return withTimeout(this.#client.request<number>("dial", { ...this.#dialRequest, origin }));
  }

  async close(): Promise<void> {
    await this.#client.request("close");
  }

  frameBytes(): Promise<number> {
    return this.#client.request<number>("frame bytes");
  }

  async load(echoing: EchoRequest): Promise<Load> {
    const before = await this.#server.usage();
    const { tripsMs, tookMs } = await withTimeout(
      this.#client.request<EchoResult>("echo", echoing),
    );
    const after = await this.#server.usage();
    return {
      tripsMs,
      perSecond: tripsMs.length / (tookMs / 1000),
      cpuMsPer1000: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / tripsMs.length,
    };
  }

  /** Bytes both ways for each update that the server sends, on a new connection. */
  async wireBytes(updates: Updates): Promise<number> {
    const { origin, portUdp } = this.#serverEnd;
    const url = new URL(origin);
    const wire =
      portUdp === undefined
        ? await countingTcpRelay(Number(url.port))
        : await countingUdpRelay(portUdp);
    try {
      if (portUdp === undefined) url.port = String(wire.port);
      else await this.#server.request("advertise port", wire.port);
      await this.dial(url.origin);
      await setTimeout(settleMs);
      const before = wire.bytes();
      await Promise.all([
        this.#server.request("updates", updates),
        withTimeout(this.#client.request("receive", updates.count)),
      ]);
      await setTimeout(settleMs);
      return (wire.bytes() - before) / updates.count;
    } finally {
      await wire.close();
    }
  }

  async stop(): Promise<void> {
    await this.#client.stop();
    await this.#server.stop();
  }
}

interface Loader {
  readonly command: string;
  readonly args: readonly string[];
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`nothing within ${timeoutMs} ms`)));
  });
  return Promise.race([work, late]);
}
