/** One arena: its world, its seats, and the tick that moves both. What goes in and comes out: room-port.ts. */
import { AsyncLocalStorage } from "node:async_hooks";
import { input, type Kind, noSpans, type PlainKind, type RosterRow } from "#protocol";
import {
  type Command,
  newWorld,
  remoteShipOnWire,
  removeShip,
  step,
  type World,
} from "#simulation";
import type { Clock } from "../clock.ts";
import type { Tracing } from "../span-budget.ts";
import type { Feature } from "./feature.ts";
import { FeatureSet } from "./feature-set.ts";
import type {
  AddressedMessage,
  JoinOutcome,
  JoinRequest,
  RoomOutput,
  SeatMessage,
  SeatTick,
} from "./room-port.ts";
import { Seat } from "./seat.ts";
import { Seats } from "./seats.ts";
import { type TickState } from "./snapshots/tick-state.ts";
import { tickLoop, type TickLoop } from "./tick-loop.ts";
import { TracedActions } from "./traced-actions.ts";

export interface RoomOptions {
  readonly name: string;
  readonly seed: number;
  readonly tickRateHz: number;
  /** Bots fill the room to this many ships. */
  readonly fillTo: number;
  readonly clock: Clock;
  readonly tracing: Pick<Tracing, "recorder"> | undefined;
  readonly features: readonly Feature[];
  readonly output: RoomOutput;
}

const roomContext = new AsyncLocalStorage<Room>();

/** The room whose tick, or whose player's message, started what runs now: also a timer or a promise that it left behind. */
export const currentRoom = (): Room | undefined => roomContext.getStore();

/** What players are told of a room that closed after an error of its own. */
export const closedByError = "the room has closed after an error of the server";

export class Room {
  readonly name: string;
  readonly tickRateHz: number;
  /** How long the last ticks took, ms, newest last; for the health page and the bench. */
  readonly tickDurationsMs: number[] = [];
  readonly #clock: Clock;
  readonly #output: RoomOutput;
  readonly #seats: Seats;
  readonly #features: FeatureSet;
  readonly #tracedActions: TracedActions;
  #outbox: AddressedMessage[] = [];
  /** Ticks while a player is here, and for a while after. */
  #loop: TickLoop | undefined;
  #isClosed = false;
  #world: World;

  constructor(options: RoomOptions) {
    const { name, seed, tickRateHz, clock, fillTo, output, tracing, features } = options;
    this.name = name;
    this.tickRateHz = tickRateHz;
    this.#clock = clock;
    this.#output = output;
    this.#seats = new Seats({ seed, fillTo });
    this.#world = this.#seats.filled(newWorld({ seed, tickRateHz }));
    this.#tracedActions = new TracedActions(tracing?.recorder ?? noSpans, clock.now);
    const post = (message: AddressedMessage): void => void this.#outbox.push(message);
    this.#features = new FeatureSet(features, {
      name,
      now: clock.now,
      standings: () => this.standings(),
      send: (to, { kind }, value) => post({ to, kind, value } as AddressedMessage),
      broadcast: ({ kind }, value) => post({ to: "everybody", kind, value } as AddressedMessage),
    });
  }

  /** When tick 0 was or would have been, ms; it moves whenever the room goes on after a pause. */
  get zeroMs(): number {
    return this.#loop?.zeroMs ?? this.#clock.now() - (this.tick() * 1000) / this.tickRateHz;
  }
  get world(): World {
    return this.#world;
  }
  get playerCount(): number {
    return this.#seats.playerCount;
  }
  tick = (): number => this.#world.tick;

  /** Whether a player may send messages of this kind. */
  accepts(kind: Kind): kind is PlainKind {
    return kind === input.kind || this.#features.accepts(kind);
  }

  join({ name: wanted, traced }: JoinRequest): JoinOutcome {
    const seat = this.#seats.freeSeat();
    if (seat === undefined) return { outcome: "full" };
    const name = this.#seats.freeName(wanted);
    this.#sit(seat, { name, traced });
    this.#guard(() => {
      this.#world = this.#seats.filled(this.#seats.withShip(this.#world, seat));
      this.#startLoop();
      this.#features.seatsChanged();
    });
    if (this.#isClosed) return { outcome: "closed" };
    if (this.playerCount === 1) this.#output.occupancyChanged(true);
    return { outcome: "joined", seat, name };
  }

  /** Another page of the same player goes on: ship, score and name stay; what the old page had sent counts no more. */
  pageReloaded(seat: number, { traced }: Pick<JoinRequest, "traced">): void {
    this.#sit(seat, { name: this.#seats.nameOf(seat), traced });
    this.#features.pageReloaded(seat);
    this.#features.seatsChanged();
  }

  #sit(seat: number, request: JoinRequest): void {
    const { tickRateHz } = this;
    this.#seats.sit(new Seat({ ...request, seat, tickRateHz, tick: this.tick() }));
  }

  /** What goes wrong over one player's message ends that player's session, and no other. */
  deliver(seat: number, message: SeatMessage): void {
    const player = this.#seats.player(seat);
    if (!player) return;
    roomContext.run(this, () => {
      try {
        this.#receive(player, message);
      } catch (error) {
        this.#output.seatFailed(seat, error);
      }
      this.#flushOutbox();
    });
  }

  #receive(seat: Seat, message: SeatMessage): void {
    if (message.kind === input.kind) {
      const { zeroMs, tickRateHz } = this;
      const dueMs = (tick: number): number => zeroMs + (tick * 1000) / tickRateHz;
      seat.receiveInput(message.value, message.origin, dueMs);
    } else this.#features.receive(seat.number, message);
  }

  /** The player flies on another link; undefined: on none. */
  linkChanged(seat: number, transport: string | undefined): void {
    this.#seats.player(seat)?.linkChanged(transport);
    this.#features.seatsChanged();
  }

  leave(seat: number): void {
    this.#seats.leave(seat);
    this.#features.seatLeft(seat);
    if (this.#isClosed) return;
    this.#guard(() => {
      this.#world = this.#seats.filled(removeShip(this.#world, seat));
      this.#features.seatsChanged();
    });
    if (this.playerCount === 0 && !this.#isClosed) this.#output.occupancyChanged(false);
  }

  standings(): RosterRow[] {
    return this.#world.ships.map(({ id: seat, kills, deaths, score }) => {
      const player = this.#seats.player(seat);
      const transport = player ? (player.transport ?? "away") : "bot";
      const name = this.#seats.nameOf(seat);
      return { seat, bot: player === undefined, score, kills, deaths, name, transport };
    });
  }

  #startLoop(): void {
    this.#loop ??= roomContext.run(this, () =>
      tickLoop({
        clock: this.#clock,
        stepMs: 1000 / this.tickRateHz,
        afterTick: this.tick(),
        onTick: (tick, dueMs, last) => this.#guard(() => this.#tick(tick, dueMs, last)),
        onStall: () => this.close(),
      }),
    );
  }

  /** No tick until a player joins. */
  pause(): void {
    this.#loop?.stop();
    this.#loop = undefined;
  }

  /** Stops the tick for good. `why` is for the players. */
  close(why = "the room has closed"): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.pause();
    this.#output.closed(why);
  }

  /** After an error in what all players share nothing of it can be trusted: this room closes, and no other. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (this.#isClosed) return;
      this.#output.failed(error);
      this.close(closedByError);
    }
  }

  #tick(tick: number, dueMs: number, last: boolean): void {
    const { now } = this.#clock;
    const startMs = now();
    const commands = new Map<number, Command>(this.#seats.botCommands(this.#world));
    this.#takeCommands(tick, commands);
    this.#tracedActions.beginTick(this.#seats.players());
    this.#world = step(this.#world, commands);
    const traced = this.#tracedActions.traceEvents(this.#world, this.#seats, startMs);
    this.#features.tick(this.#world);
    this.#flushOutbox();
    const snapshots = this.#output.tickEnded({
      state: last ? this.#tickState(traced) : undefined,
      lateMs: startMs - dueMs,
      context: this.#tracedActions.tickContext,
      seats: this.#seatTicks(),
    });
    const endMs = now();
    this.#tracedActions.endTick({ tick, room: this.name, snapshots, startMs, endMs });
    this.tickDurationsMs.push(endMs - startMs);
    if (this.tickDurationsMs.length > 600) this.tickDurationsMs.shift();
  }

  /** What goes wrong over one player's command ends that player's session, and no other. */
  #takeCommands(tick: number, commands: Map<number, Command>): void {
    for (const player of this.#seats.players()) {
      try {
        const command = player.takeCommand(tick);
        if (command) commands.set(player.number, this.#features.command(player.number, command));
      } catch (error) {
        this.#output.seatFailed(player.number, error);
      }
    }
  }

  #tickState({ spawns, events }: Pick<TickState, "spawns" | "events">): TickState {
    const ships = this.#world.ships.map((ship) => remoteShipOnWire(ship, this.tickRateHz));
    return { world: this.#world, ships, spawns, events };
  }

  #seatTicks(): Map<number, SeatTick> {
    const seats = new Map<number, SeatTick>();
    for (const player of this.#seats.players()) {
      const lead = player.lead(this.tick());
      const { hadCommand } = player.taken;
      const options = this.#features.snapshotOptions(player.number);
      seats.set(player.number, { lead, hadCommand, ...options });
    }
    return seats;
  }

  #flushOutbox(): void {
    if (this.#outbox.length === 0) return;
    const outbox = this.#outbox;
    this.#outbox = [];
    this.#output.send(outbox);
  }
}
