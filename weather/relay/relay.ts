/** What both relays have in common. A flow is one TCP connection, or one client of the UDP relay. */
import { isIP } from "node:net";
import type { Hooks } from "./hook.ts";

export interface Relay {
  /** The port on which it listens. */
  readonly port: number;
  /** Resolves when every socket that the relay opened is closed. What it still held is dropped. */
  close(): Promise<void>;
}

/** An IP address, not a name, and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface RelayOptions<T> {
  readonly target: Endpoint;
  /** The loopback and a free port, unless given. */
  readonly listenOn?: Partial<Endpoint>;
  /** Called once for each flow, with the client's endpoint, so that hooks can keep state per flow. */
  readonly hooks?: (client: Endpoint) => Hooks<T>;
  /** One more client than this is refused; 256 unless given. */
  readonly maxFlows?: number;
  /** The most that waits in one direction of one flow; 256 KiB unless given. TCP then stops reading, UDP drops the newest. */
  readonly maxQueuedBytes?: number;
  readonly clock?: Clock;
}

export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Calls `run` once; returns how to cancel it. */
  after(ms: number, run: () => void): () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** The longest that a timer of Node can wait, in ms. */
const maxBound = 2 ** 31 - 1;

/** The options with their defaults. @throws RangeError on what cannot be an endpoint or a bound */
export function validateOptions<T>(options: RelayOptions<T>) {
  const { target, maxFlows = 256, maxQueuedBytes = 2 ** 18 } = options;
  const { clock = systemClock } = options;
  const hooks: (client: Endpoint) => Hooks<T> = options.hooks ?? (() => ({}));
  const listenOn = { host: "127.0.0.1", port: 0, ...options.listenOn };
  checkEndpoint("target", target, 1);
  checkEndpoint("listenOn", listenOn, 0);
  checkBounds({ maxFlows, maxQueuedBytes });
  return { target, listenOn, hooks, maxFlows, maxQueuedBytes, clock };
}

/** @throws RangeError on one that bounds nothing, or lets nothing pass */
export function checkBounds(bounds: Readonly<Record<string, number>>): void {
  for (const [name, bound] of Object.entries(bounds))
    if (!(bound >= 1 && bound <= maxBound))
      throw new RangeError(`${name} is 1 to ${maxBound}, not ${bound}`);
}

function checkEndpoint(name: string, { host, port }: Endpoint, minPort: number): void {
  if (isIP(host) === 0) throw new RangeError(`${name}.host is an IP address, not "${host}"`);
  if (!Number.isInteger(port) || port < minPort || port > 65_535)
    throw new RangeError(`${name}.port is ${minPort} to 65535, not ${port}`);
}
