/** The snapshots of one player, from the ticks of the room into a channel. */
import { type Channel, snapshot as snapshotMessage } from "#protocol";
import type { SeatTick, TickOutput } from "../../room/room-port.ts";
import { SnapshotSender } from "../../room/snapshots/snapshot-sender.ts";

export interface SnapshotStreamOptions {
  readonly seat: number;
  readonly channel: Channel;
  readonly traced: boolean;
  readonly now: () => number;
}

export class SnapshotStream {
  readonly #options: SnapshotStreamOptions;
  readonly #sender = new SnapshotSender();

  constructor(options: SnapshotStreamOptions) {
    this.#options = options;
  }

  /** The far end holds the snapshot of `tick`. */
  acknowledge(tick: number, nowMs: number): void {
    this.#sender.acknowledge(tick, nowMs);
  }

  /** Another link has another RTT. */
  linkChanged(): void {
    this.#sender.resetRtt();
  }

  /** Answers whether one went out. */
  send({ state, lateMs, context }: TickOutput, own: SeatTick): boolean {
    const { seat, channel, traced, now } = this.#options;
    if (!state || !channel.link) return false;
    const facts = { seat, tickState: state, nowMs: now(), lateMs, tracing: traced };
    const snapshot = this.#sender.next({ ...facts, ...own, codec: channel.codec });
    if (!snapshot) return false;
    const replaced = (): number => channel.link?.stats?.().replacedMessages ?? 0;
    const before = replaced();
    const outcome = channel.sendBody(
      snapshotMessage.kind,
      snapshot.body,
      traced ? context : undefined,
    );
    const { tick } = snapshot.asDecoded;
    if (outcome === "dropped") this.#sender.dropped(tick);
    else this.#sender.sent(tick, replaced() > before);
    return outcome !== "dropped";
  }
}
