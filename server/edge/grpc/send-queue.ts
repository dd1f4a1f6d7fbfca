/**
 * What waits to be sent to one native client. Events wait in order; of snapshots only the newest waits, so a slow reader
 * skips snapshots and does not lag. It still gets every act: those of a skipped snapshot move to the next one.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Game } from "#protocol/wire";
import type { GrpcAct, GrpcWorldState } from "./grpc-world.ts";

type Event = Exclude<
  MessageInitShape<(typeof Game)["method"]["play"]["output"]>["event"],
  undefined | { case: undefined }
>;
export type OrderedEvent = Exclude<Event, { case: "snapshot" }>;

/** Half a minute of a room where every player chats and bursts. */
const maxOrdered = 512;
const maxActs = 512;

export class SendQueue {
  #ordered: OrderedEvent[] = [];
  #world: GrpcWorldState | undefined;
  #acts: GrpcAct[] = [];
  #ending: { readonly error: Error | undefined } | undefined;
  #wake = (): void => {};

  /** False when the reader is so slow that too many events wait. */
  enqueue(event: OrderedEvent): boolean {
    // A roster replaces the ones before it.
    if (event.case === "roster")
      this.#ordered = this.#ordered.filter(({ case: kind }) => kind !== "roster");
    this.#ordered.push(event);
    this.#wake();
    return this.#ordered.length <= maxOrdered;
  }

  setWorld(world: GrpcWorldState): void {
    this.#world = world;
    this.#wake();
  }

  addAct(act: GrpcAct): void {
    this.#acts.push(act);
    if (this.#acts.length > maxActs) this.#acts.shift();
  }

  /** With an error, what waits is not sent any more. */
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
