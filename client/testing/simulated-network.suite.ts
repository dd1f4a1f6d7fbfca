/** Links over a network with the delay, jitter and loss that a test chooses, on a clock turned by hand. */
import {
  type Attach,
  type CloseCode,
  type CloseReason,
  type Delivery,
  DialFailed,
  type Dialer,
  type Link,
  type LinkEvents,
  LinkClosed,
  type LinkStats,
  type SendOutcome,
  type TransportName,
} from "#transport";
import type { ManualClock } from "./manual-clock.suite.ts";

export interface NetworkPath {
  /** One way, ms. */
  readonly delayMs: number;
  /** Added to the delay or taken from it, evenly distributed, ms. */
  readonly jitterMs: number;
  /** Share of unreliable messages, 0 to 1. */
  readonly loss: number;
  /** Added on the way to the browser, ms. */
  readonly downMs?: number;
  /** Messages wait for the next multiple of this and arrive together, as with polls; ms. */
  readonly pollMs?: number;
}

/** The present conditions of one transport. */
export interface TransportConditions {
  /** Dials are not answered. */
  blocked: boolean;
  /** This browser lacks the transport. */
  missing: boolean;
  /** Open links carry nothing without closing: reliable messages wait, unreliable ones are lost. */
  stalled: boolean;
}

/** Numerical Recipes' generator: the same numbers in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export class SimulatedNetwork {
  path: NetworkPath;
  /** The server's handler of new links; undefined while the server does not listen. */
  attach: Attach | undefined;
  readonly clock: ManualClock;
  readonly random = seededRandom(11);
  readonly links: SimulatedLink[] = [];
  /** How many messages this network lost. */
  lost = 0;
  readonly #conditions = new Map<TransportName, TransportConditions>();

  constructor(clock: ManualClock, path: NetworkPath) {
    this.clock = clock;
    this.path = path;
  }

  conditions(transport: TransportName): TransportConditions {
    let conditions = this.#conditions.get(transport);
    if (!conditions)
      this.#conditions.set(
        transport,
        (conditions = { blocked: false, missing: false, stalled: false }),
      );
    return conditions;
  }

  /** The browser's ends of open links. */
  open(transport?: TransportName): SimulatedLink[] {
    return this.links.filter(
      (link) => !link.closed && (transport === undefined || link.transport === transport),
    );
  }

  delay(): number {
    const { delayMs, jitterMs } = this.path;
    return Math.max(0, delayMs + (this.random() * 2 - 1) * jitterMs);
  }

  dialer(transport: TransportName): Dialer {
    const failed = (reason: CloseReason) => new DialFailed({ transport, reason });
    return {
      transport,
      dial: async (_address, attach, { signal } = {}) => {
        signal?.throwIfAborted();
        if (this.conditions(transport).missing)
          throw failed({
            code: "incompatible",
            by: "local",
            detail: `no ${transport} in this browser`,
          });
        const { promise, resolve, reject } = Promise.withResolvers<Link>();
        signal?.addEventListener("abort", () => reject(signal.reason));
        this.clock.after(this.path.delayMs * 2, () => {
          if (signal?.aborted || this.conditions(transport).blocked) return;
          if (!this.attach)
            return reject(
              failed({ code: "lost", by: "network", detail: "the server does not listen" }),
            );
          const near = new SimulatedLink(this, transport, "browser");
          const far = new SimulatedLink(this, transport, "server");
          near.peer = far;
          far.peer = near;
          this.links.push(near);
          far.events = this.attach(far);
          near.events = attach(near);
          resolve(near);
        });
        return promise;
      },
    };
  }
}

let made = 0;

export class SimulatedLink implements Link {
  readonly id = `net-${++made}`;
  readonly transport: TransportName;
  readonly mayLose = true;
  readonly maxBytes = {
    unreliable: 1150,
    "unreliable-sequenced": 1150,
    "reliable-unordered": 65_535,
    "reliable-ordered": 65_535,
  };
  peer: SimulatedLink | undefined;
  events: LinkEvents | undefined;
  closed: CloseReason | undefined;
  overtaken = 0;
  readonly #net: SimulatedNetwork;
  readonly #end: "browser" | "server";
  readonly #inOrder: (() => void)[] = [];
  #orderedMs = 0;
  #sent = 0;
  #newest = 0;

  constructor(net: SimulatedNetwork, transport: TransportName, end: "browser" | "server") {
    this.#net = net;
    this.transport = transport;
    this.#end = end;
  }

  send(payload: Uint8Array, delivery: Delivery): SendOutcome {
    if (payload.length > this.maxBytes[delivery]) throw new RangeError("longer than a packet");
    if (this.closed) return "dropped";
    const unreliable = delivery === "unreliable" || delivery === "unreliable-sequenced";
    if (unreliable && this.#net.random() < this.#net.path.loss) {
      this.#net.lost += 1;
      return "sent";
    }
    const number = ++this.#sent;
    const copy = payload.slice();
    this.#later(!unreliable, () => {
      this.peer?.receive(copy, number, delivery);
    });
    return "sent";
  }

  drained(): Promise<void> {
    return this.closed ? Promise.reject(new LinkClosed(this.closed)) : Promise.resolve();
  }

  stats(): LinkStats {
    const none = { sentBytes: 0, receivedMessages: 0, receivedBytes: 0, droppedMessages: 0 };
    const late = { replacedMessages: 0, overtakenMessages: this.overtaken };
    return { ...none, ...late, sentMessages: this.#sent, bufferedBytes: 0 };
  }

  close(code: CloseCode, detail?: string): void {
    if (this.closed) return;
    this.#later(true, () => this.peer?.end(reason(code, "remote", detail)));
    this.end(reason(code, "local", detail));
  }

  /** The link breaks, and both ends learn it at once. */
  breakLink(): void {
    this.end({ code: "lost", by: "network" });
    this.peer?.end({ code: "lost", by: "network" });
  }

  receive(payload: Uint8Array, number: number, delivery: Delivery): void {
    if (this.closed) return;
    if (delivery === "unreliable-sequenced" && number < this.#newest) {
      this.overtaken += 1;
      return;
    }
    this.#newest = Math.max(this.#newest, number);
    this.events?.message(payload, delivery);
  }

  end(why: CloseReason): void {
    if (this.closed) return;
    this.closed = why;
    queueMicrotask(() => this.events?.closed(why));
  }

  #later(ordered: boolean, run: () => void): void {
    const { clock, path } = this.#net;
    let atMs = clock.now() + this.#net.delay() + (this.#end === "server" ? (path.downMs ?? 0) : 0);
    if (path.pollMs) atMs = Math.ceil(atMs / path.pollMs) * path.pollMs;
    if (ordered) atMs = this.#orderedMs = Math.max(atMs, this.#orderedMs);
    clock.after(atMs - clock.now(), () => {
      const { stalled } = this.#net.conditions(this.transport);
      if (ordered) {
        this.#inOrder.push(run);
        this.#flush();
      } else if (!stalled) run();
    });
  }

  #flush(): void {
    if (this.#inOrder.length === 0) return;
    if (this.#net.conditions(this.transport).stalled)
      return void this.#net.clock.after(50, () => this.#flush());
    for (const run of this.#inOrder.splice(0)) run();
  }
}

const reason = (code: CloseCode, by: CloseReason["by"], detail?: string): CloseReason =>
  detail ? { code, by, detail } : { code, by };
