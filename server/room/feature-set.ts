/** The features of one room: hands each message to the feature that takes it, and the rest to all of them in turn. */
import type { Kind, PlainKind } from "#protocol";
import type { Command, World } from "#simulation";
import type {
  Feature,
  FeatureHooks,
  FeatureRoom,
  MessageHandler,
  PerSeat,
  PerSeatOptions,
} from "./feature.ts";
import type { Message, SnapshotOptions } from "./room-port.ts";

const defaultSnapshotOptions: SnapshotOptions = { ackClock: true };

export class FeatureSet {
  readonly #hooks: readonly FeatureHooks[];
  readonly #handlers = new Map<Kind, MessageHandler>();
  readonly #stores: SeatStore<unknown>[] = [];

  /** @throws RangeError when two features take messages of one kind */
  constructor(features: readonly Feature[], room: Omit<FeatureRoom, "perSeat">) {
    const perSeat = <T>(create: () => T, options: PerSeatOptions = {}): PerSeat<T> => {
      const store = new SeatStore(create, options.survivesReload ?? false);
      this.#stores.push(store);
      return store;
    };
    this.#hooks = features.map((feature) => feature({ ...room, perSeat }));
    for (const handler of this.#hooks.flatMap(({ receives = [] }) => receives)) {
      const { kind } = handler;
      if (this.#handlers.has(kind)) throw new RangeError(`two features take ${kind}`);
      this.#handlers.set(kind, handler);
    }
  }

  accepts(kind: Kind): kind is PlainKind {
    return this.#handlers.has(kind);
  }

  receive(seat: number, message: Message): void {
    this.#handlers.get(message.kind)?.handle(seat, message);
  }

  seatLeft(seat: number): void {
    for (const store of this.#stores) store.forget(seat);
  }

  pageReloaded(seat: number): void {
    for (const store of this.#stores) if (!store.survivesReload) store.forget(seat);
  }

  seatsChanged(): void {
    for (const { seatsChanged } of this.#hooks) seatsChanged?.();
  }

  tick(world: World): void {
    for (const { tick } of this.#hooks) tick?.(world);
  }

  command(seat: number, command: Command): Command {
    return this.#hooks.reduce((so, hooks) => hooks.command?.(seat, so) ?? so, command);
  }

  snapshotOptions(seat: number): SnapshotOptions {
    return this.#hooks.reduce<SnapshotOptions>(
      (so, hooks) => ({ ...so, ...hooks.snapshotOptions?.(seat) }),
      defaultSnapshotOptions,
    );
  }
}

class SeatStore<T> implements PerSeat<T> {
  readonly survivesReload: boolean;
  readonly #create: () => T;
  readonly #values = new Map<number, T>();

  constructor(create: () => T, survivesReload: boolean) {
    this.#create = create;
    this.survivesReload = survivesReload;
  }

  of(seat: number): T {
    let value = this.#values.get(seat);
    if (value === undefined) this.#values.set(seat, (value = this.#create()));
    return value;
  }

  forget(seat: number): void {
    this.#values.delete(seat);
  }
}
