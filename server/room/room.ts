/** One arena: its world, who sits in it, and the tick that moves both. */
import {
  type InboundMessage,
  MalformedMessage,
  type Messages,
  noSpans,
  type PlainKind,
  type RosterRow,
  seats,
} from "#protocol";
import { type Command, addShip, removeShip, newWorld, step, type World } from "#simulation";
import { AsyncLocalStorage } from "node:async_hooks";
import { Bots } from "./bots.ts";
import { TracedActions } from "./traced-actions.ts";
import type { TokenBucket } from "#transport";
import { chatRateLimiter } from "../edge/sessions/message-rate-limiter.ts";
import { Player } from "./seat.ts";
import { remoteShipOf, type TickState } from "./snapshots/tick-state.ts";
import type { RoomHandle, Session } from "../edge/sessions/session.ts";
import type { Tracing } from "../span-budget.ts";
import type { Clock } from "../clock.ts";
import { tickLoop, type TickLoop } from "./tick-loop.ts";

export interface RoundResult {
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
  readonly rows: readonly RosterRow[];
}

export interface RoomOptions {
  readonly name: string;
  readonly seed: number;
  readonly tickRateHz: number;
  /** Bots fill the room to this many ships. */
  readonly fillTo: number;
  readonly clock: Clock;
  readonly tracing: Pick<Tracing, "recorder"> | undefined;
  readonly roundEnded: (result: RoundResult) => void;
  /** The first player has come, or the last one has left. */
  readonly occupancyChanged: (room: Room, isOccupied: boolean) => void;
  /** Its tick has stopped for good: told to, after an error, or because the machine slept. */
  readonly closed: (room: Room) => void;
  /** Its own code threw `error`; it closes. */
  readonly failed: (room: Room, error: unknown) => void;
}

const roomContext = new AsyncLocalStorage<Room>();

/** The room whose tick, or whose player's message, started what runs now: also a timer or a promise that it left behind. */
export const currentRoom = (): Room | undefined => roomContext.getStore();

/** What players are told of a room that closed after an error of its own. */
export const closedByError = "the room has closed after an error of the server";

/** The seat of a line that nobody in the room said. */
const systemSeat = 255;

/** Scores change with every hit; twice a second is as fast as anybody reads them. */
const rosterEveryMs = 500;

export class Room implements RoomHandle {
  readonly name: string;
  readonly tickRateHz: number;
  readonly #options: RoomOptions;
  readonly #players = new Map<number, Player>();
  readonly #bots: Bots;
  readonly #tracedActions: TracedActions;
  /** Ticks while somebody is here, and for a while after. */
  #loop: TickLoop | undefined;
  #isClosed = false;
  #world: World;
  #rosterDue: "no" | "soon" | "now" = "now";
  #rosterSentMs = 0;
  /** How long the last ticks took, ms, newest last; for the health page and the bench. */
  readonly tickDurationsMs: number[] = [];

  constructor(options: RoomOptions) {
    const { name, seed, tickRateHz, clock, fillTo } = options;
    this.name = name;
    this.tickRateHz = tickRateHz;
    this.#options = options;
    this.#world = newWorld({ seed, tickRateHz });
    this.#bots = new Bots({ seed, fillTo });
    this.#tracedActions = new TracedActions(options.tracing?.recorder ?? noSpans, clock.now);
    this.#fillWithBots();
  }

  /** When tick 0 was or would have been, ms; it moves whenever the room goes on after a pause. */
  get zeroMs(): number {
    return this.#loop?.zeroMs ?? this.#options.clock.now() - (this.tick() * 1000) / this.tickRateHz;
  }
  get world(): World {
    return this.#world;
  }
  get playerCount(): number {
    return this.#players.size;
  }
  tick = (): number => this.#world.tick;

  /** The seat for one more player, or undefined in a full room. Bots make way. */
  freeSeat(): number | undefined {
    for (let seat = 0; seat < seats; seat++)
      if (!this.#players.has(seat) && !this.#bots.has(seat)) return seat;
    return this.#bots.seats().at(-1);
  }

  /** Two tabs with one name are told apart: Nova, Nova 2, Nova 3. */
  freeName(wanted: string): string {
    const taken = new Set([...this.#players.values()].map(({ session }) => session.name));
    // Those of bots that are not here now, too: they may come back.
    for (let seat = 0; seat < seats; seat++) taken.add(this.#bots.nameOf(seat));
    if (!taken.has(wanted)) return wanted;
    for (let number = 2; ; number++) {
      const name = numberedName(wanted, number);
      if (!taken.has(name)) return name;
    }
  }

  /** False when the room has closed over it. */
  join(session: Session, isTraced: boolean): boolean {
    this.#addPlayer(session, isTraced, chatRateLimiter(this.#options.clock.now));
    this.#guard(() => {
      if (this.#bots.has(session.seat)) this.#removeBot(session.seat);
      this.#world = addShip(this.#world, session.seat);
      this.#fillWithBots();
      this.#startLoop();
    });
    this.#rosterDue = "now";
    if (this.#isClosed) return false;
    if (this.#players.size === 1) this.#options.occupancyChanged(this, true);
    return true;
  }

  /** Another page of the same player: ship, score and name stay; what the old page had been sent and told counts no more. */
  transferSeat(from: Session, to: Session, isTraced: boolean): void {
    const player = this.#players.get(from.seat);
    if (player?.session !== from) throw new RangeError(`seat ${from.seat} is another player's`);
    this.#addPlayer(to, isTraced, player.chatLimiter);
    this.#rosterDue = "now";
  }

  #addPlayer(session: Session, tracing: boolean, chatLimiter: TokenBucket): void {
    const { tickRateHz } = this;
    const facts = { session, tickRateHz, tick: this.tick(), tracing, lines: chatLimiter };
    this.#players.set(session.seat, new Player(facts));
  }

  #startLoop(): void {
    const { clock } = this.#options;
    this.#loop ??= roomContext.run(this, () =>
      tickLoop({
        clock,
        stepMs: 1000 / this.tickRateHz,
        afterTick: this.tick(),
        onTick: (tick, dueMs, last) => this.#guard(() => this.#tick(tick, dueMs, last)),
        onStall: () => this.close(),
      }),
    );
  }

  /** No tick until somebody enters. */
  pause(): void {
    this.#loop?.stop();
    this.#loop = undefined;
  }

  /** After an error in what all players share nothing of it can be trusted: this room closes, and no other. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (this.#isClosed) return;
      this.#options.failed(this, error);
      this.close(closedByError);
    }
  }

  /** What goes wrong for one player ends that player's session, and no other. */
  #forEachPlayer(act: (player: Player) => void): void {
    for (const player of this.#players.values()) {
      try {
        act(player);
      } catch (error) {
        player.session.fail(error);
      }
    }
  }

  /** @throws MalformedMessage, or an error of ours; both concern this player alone */
  receive(session: Session, message: InboundMessage): void {
    roomContext.run(this, () => this.#handleMessage(session, message));
  }

  #handleMessage(session: Session, message: InboundMessage): void {
    const player = this.#players.get(session.seat);
    if (!player) return;
    const { codec, body } = message;
    switch (message.kind) {
      case "input":
        player.receiveInput(codec.decode("input", body), message);
        return;
      case "client-options":
        player.clientOptions = codec.decode("client-options", body);
        return;
      case "chat":
        this.#broadcastChat(player, codec.decode("chat", body).trim());
        return;
      default:
        throw new MalformedMessage(`${message.kind} has no place in a room`);
    }
  }

  #broadcastChat(player: Player, text: string): void {
    if (text === "") return;
    const { session } = player;
    if (player.chatLimiter.take(1)) {
      player.rateLimited = false;
      this.#broadcast("chat-line", { seat: session.seat, text });
    } else if (!player.rateLimited) {
      player.rateLimited = true;
      const why = "You talk faster than the room can hear; wait a moment";
      session.channel.send("chat-line", { seat: systemSeat, text: why });
    }
  }

  linkChanged(session: Session): void {
    const player = this.#players.get(session.seat);
    if (!player) return;
    player.linkChanged();
    this.#rosterDue = "now";
  }

  leave(session: Session): void {
    if (this.#players.get(session.seat)?.session !== session) return;
    this.#players.delete(session.seat);
    if (this.#isClosed) return;
    this.#guard(() => {
      this.#world = removeShip(this.#world, session.seat);
      this.#fillWithBots();
    });
    this.#rosterDue = "now";
    if (this.#players.size === 0 && !this.#isClosed) this.#options.occupancyChanged(this, false);
  }

  /** Ends every stay and stops the tick. `why` is told to the players. */
  close(why = "the room has closed"): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.pause();
    this.#forEachPlayer(({ session }) => session.end("room closed", why));
    this.#options.closed(this);
  }

  roster(): RosterRow[] {
    return this.#world.ships.map((ship) => {
      const player = this.#players.get(ship.id);
      const { kills, deaths, score } = ship;
      const name = player?.session.name ?? this.#bots.nameOf(ship.id);
      const transport = player ? (player.session.transport ?? "away") : "bot";
      return { seat: ship.id, bot: player === undefined, score, kills, deaths, name, transport };
    });
  }

  #tick(tick: number, dueMs: number, last: boolean): void {
    const { now } = this.#options.clock;
    const startMs = now();
    const commands = new Map<number, Command>(this.#bots.commands(this.#world));
    this.#forEachPlayer((player) => {
      const command = player.takeCommand(tick);
      if (command) commands.set(player.session.seat, command);
    });
    this.#tracedActions.beginTick(this.#players.values());
    this.#world = step(this.#world, commands);
    const tickState = this.#tracedActions.traceEvents(this.#world, this.#players, startMs);
    this.#broadcastEvents();
    this.#sendRosterIfDue(now());
    const sent = last ? this.#sendSnapshots(tickState, startMs - dueMs) : 0;
    this.#forEachPlayer(({ session }) => session.channel.acknowledge());
    const endMs = now();
    this.#tracedActions.endTick({ tick, room: this.name, snapshots: sent, startMs, endMs });
    this.tickDurationsMs.push(endMs - startMs);
    if (this.tickDurationsMs.length > 600) this.tickDurationsMs.shift();
  }

  #sendSnapshots({ spawns, events }: Pick<TickState, "spawns" | "events">, lateMs: number): number {
    const ships = this.#world.ships.map((ship) => remoteShipOf(ship, this.tickRateHz));
    const tickState = { world: this.#world, ships, spawns, events };
    let sent = 0;
    this.#forEachPlayer((player) => {
      if (!player.session.transport) return;
      const nowMs = this.#options.clock.now();
      if (player.sendSnapshot(tickState, nowMs, lateMs, this.#tracedActions.tickContext)) sent += 1;
    });
    return sent;
  }

  #broadcastEvents(): void {
    for (const act of this.#world.events) {
      switch (act.type) {
        case "burst":
          this.#broadcast("killed", { tick: act.tick, killer: act.by, victim: act.ship });
          break;
        case "round-ended":
          this.#options.roundEnded({
            room: this.name,
            round: this.#world.round.number,
            endedAtMs: this.#options.clock.now(),
            rows: this.roster(),
          });
          break;
        case "hit":
        case "round-started":
          break;
        case "fired":
        case "dashed":
        case "respawned":
          continue;
      }
      if (this.#rosterDue === "no") this.#rosterDue = "soon";
    }
  }

  #sendRosterIfDue(nowMs: number): void {
    if (this.#rosterDue === "no") return;
    if (this.#rosterDue === "soon" && nowMs - this.#rosterSentMs < rosterEveryMs) return;
    this.#rosterDue = "no";
    this.#rosterSentMs = nowMs;
    this.#broadcast("roster", this.roster());
  }

  #broadcast<K extends PlainKind>(kind: K, message: Messages[K]): void {
    this.#forEachPlayer(({ session }) => session.channel.send(kind, message));
  }

  #fillWithBots(): void {
    const free = (): number | undefined =>
      Array.from({ length: seats }, (_, seat) => seat).find(
        (seat) => !this.#players.has(seat) && !this.#bots.has(seat),
      );
    while (this.#bots.wants(this.#players.size)) {
      const seat = free();
      if (seat === undefined) break;
      this.#bots.add(seat);
      this.#world = addShip(this.#world, seat);
    }
    while (this.#bots.tooMany(this.#players.size)) {
      const seat = this.#bots.seats().at(-1);
      if (seat === undefined) break;
      this.#removeBot(seat);
    }
  }

  #removeBot(seat: number): void {
    this.#bots.remove(seat);
    this.#world = removeShip(this.#world, seat);
  }
}

/** As long as a name may be; the wire has room for no more. */
function numberedName(name: string, number: number): string {
  const suffix = ` ${number}`;
  const kept = Array.from(name)
    .slice(0, 24 - suffix.length)
    .join("");
  return kept.trimEnd() + suffix;
}
