/**
 * What waits to be told to one native client. Words wait in order; of snapshots only the newest waits, so a slow
 * reader skips and never lags. It is still told of all that happened: acts move on to the next snapshot.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Game } from "#protocol/wire";
import type { PlainAct, plainWorld } from "./plain-world.ts";

type Event = Exclude<
  MessageInitShape<(typeof Game)["method"]["play"]["output"]>["event"],
  undefined | { case: undefined }
>;
export type Word = Exclude<Event, { case: "snapshot" }>;
type Picture = ReturnType<typeof plainWorld>;

/** Half a minute of a room where everybody talks and bursts. */
const maxWords = 512;
const maxActs = 512;

export class Outflow {
  #words: Word[] = [];
  #picture: Picture | undefined;
  #acts: PlainAct[] = [];
  #ending: { readonly error: Error | undefined } | undefined;
  #wake = (): void => {};

  /** False when the reader is so slow that its words have no place any more. */
  say(word: Word): boolean {
    // A roster says all that the ones before it said.
    if (word.case === "roster")
      this.#words = this.#words.filter(({ case: kind }) => kind !== "roster");
    this.#words.push(word);
    this.#wake();
    return this.#words.length <= maxWords;
  }

  show(picture: Picture): void {
    this.#picture = picture;
    this.#wake();
  }

  happened(act: PlainAct): void {
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
    const word = this.#words.shift();
    if (word) return word;
    if (!this.#picture) return undefined;
    const value = { ...this.#picture, acts: this.#acts };
    this.#picture = undefined;
    this.#acts = [];
    return { case: "snapshot", value };
  }
}
