/** Two processes, one that listens and one that dials it, and what can be measured of what goes between them. */
import { setTimeout } from "node:timers/promises";
import { Child } from "./child.ts";
import { tcpWire, udpWire } from "./counting-wire.ts";
import type { Dialing, Echoed, Echoing } from "./echo-client.ts";
import type { Updates } from "./echo-server.ts";
import type { Served } from "./way.ts";
import type { Choice } from "./ways.ts";

/** What works answers much sooner; what does not must not hold up the others. */
const giveUpMs = 20_000;
/** Reports and acknowledgements of the last update are on their way for so long. */
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
  readonly #dialing: Omit<Dialing, "origin">;
  readonly #served: Pick<Served, "origin" | "portUdp">;

  static async start(choice: Choice, bytes: number, loader?: Loader): Promise<EchoPair> {
    const options = loader ? { loader } : {};
    const server = new Child("bench/echo-server.ts", options);
    const client = new Child("bench/echo-client.ts", options);
    try {
      const served = await within(server.ask<Served>("listen", choice));
      return new EchoPair(server, client, { ...choice, bytes }, served);
    } catch (error) {
      await Promise.all([client.stop(), server.stop()]);
      throw error;
    }
  }

  private constructor(
    server: Child,
    client: Child,
    dialing: Omit<Dialing, "origin">,
    served: Served,
  ) {
    this.#server = server;
    this.#client = client;
    this.#dialing = dialing;
    this.#served = served;
  }

  /** Ms until the first message has come back. */
  async dial(origin = this.#served.origin): Promise<number> {
    return within(this.#client.ask<number>("dial", { ...this.#dialing, origin }));
  }

  async close(): Promise<void> {
    await this.#client.ask("close");
  }

  frameBytes(): Promise<number> {
    return this.#client.ask<number>("frame bytes");
  }

  async load(echoing: Echoing): Promise<Load> {
    const before = await this.#server.usage();
    const { tripsMs, tookMs } = await within(this.#client.ask<Echoed>("echo", echoing));
    const after = await this.#server.usage();
    return {
      tripsMs,
      perSecond: tripsMs.length / (tookMs / 1000),
      cpuMsPer1000: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / tripsMs.length,
    };
  }

  /** Bytes both ways for each update that the server sends, on a connection of their own. */
  async wireBytes(updates: Updates): Promise<number> {
    const { origin, portUdp } = this.#served;
    const url = new URL(origin);
    const wire = portUdp === undefined ? await tcpWire(Number(url.port)) : await udpWire(portUdp);
    try {
      if (portUdp === undefined) url.port = String(wire.port);
      else await this.#server.ask("lead through", wire.port);
      await this.dial(url.origin);
      await setTimeout(settleMs);
      const before = wire.bytes();
      await Promise.all([
        this.#server.ask("updates", updates),
        within(this.#client.ask("hear", updates.count)),
      ]);
      await setTimeout(settleMs);
      return (wire.bytes() - before) / updates.count;
    } finally {
      await wire.stop();
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

async function within<T>(work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(giveUpMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`nothing within ${giveUpMs} ms`)));
  });
  return Promise.race([work, late]);
}
