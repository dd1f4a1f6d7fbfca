/**
 * What waits to be told to one native client. Words wait in order; of snapshots only the newest waits, so a slow
 * reader skips and never lags. It is still told of all that happened: acts move on to the next snapshot.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Game } from "#protocol/wire";
import type { GrpcAct, grpcWorld } from "./grpc-world.ts";

type Event = Exclude<
  MessageInitShape<(typeof Game)["method"]["play"]["output"]>["event"],
  undefined | { case: undefined }
>;
export type OrderedEvent = Exclude<Event, { case: "snapshot" }>;
type WorldState = ReturnType<typeof grpcWorld>;

/** Half a minute of a room where everybody talks and bursts. */
const maxOrdered = 512;
const maxActs = 512;

export class SendQueue {
  #ordered: OrderedEvent[] = [];
  #world: WorldState | undefined;
  #acts: GrpcAct[] = [];
  #ending: { readonly error: Error | undefined } | undefined;
  #wake = (): void => {};

  /** False when the reader is so slow that its words have no place any more. */
  enqueue(event: OrderedEvent): boolean {
    // A roster says all that the ones before it said.
    if (event.case === "roster")
      this.#ordered = this.#ordered.filter(({ case: kind }) => kind !== "roster");
    this.#ordered.push(event);
    this.#wake();
    return this.#ordered.length <= maxOrdered;
  }

  setWorld(world: WorldState): void {
    this.#world = world;
    this.#wake();
  }

  addAct(act: GrpcAct): void {
    this.#acts.push(act);
    if (this.#acts.length > maxActs) this.#acts.shift();
  }

  /** With an error, what waits is not told any more. */
  end(error?: Error): void {
    this.#ending ??= { error };
    this.#wake();
  }

  /** For one reader; ends, or throws, as `end` says. */
  async *events(): AsyncGenerator<{ event: Event }, void> {
    for (;;) {
      if (this.#ending?.error) throw this.#ending.error;
      const event = this.#next();
      if (event) yield { event };
      else if (this.#ending) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #next(): Event | undefined {
    const ordered = this.#ordered.shift();
    if (ordered) return ordered;
    if (!this.#world) return undefined;
    const value = { ...this.#world, acts: this.#acts };
    this.#world = undefined;
    this.#acts = [];
    return { case: "snapshot", value };
  }
}
