/** Turns what the server tells into what the panels show: roster, chat, kills, round, own vitals. */
import type { Killed, RosterRow, ChatLine } from "#protocol";
import { isFlying, tickRulesAt } from "#simulation";
import type { SnapshotArrival, NetcodeSession } from "./netcode/netcode-session.ts";
import * as view from "./view.ts";

/** The seat of a line that nobody in the room said. */
export const roomSeat = 255;
const chatRows = 300;
const killRows = 6;
const killShownMs = 6000;
const stripMarks = 180;

export class HudState {
  self = -1;
  readonly #roster: Map<number, RosterRow>;
  #key = 0;

  constructor(roster: Map<number, RosterRow>) {
    this.#roster = roster;
  }

  #name(seat: number): string {
    return this.#roster.get(seat)?.name ?? "somebody";
  }

  setRoster(rows: readonly RosterRow[]): void {
    this.#roster.clear();
    for (const row of rows) this.#roster.set(row.seat, row);
    view.scores.value = rows
      .map(({ seat, name, bot, transport, kills, deaths, score }) => ({
        id: seat,
        name,
        self: seat === this.self,
        bot,
        transport,
        kills,
        deaths,
        score,
      }))
      .toSorted((a, b) => b.score - a.score || b.kills - a.kills || a.id - b.id);
  }

  /** `isAnnounced`: another live region tells it already. */
  addChatLine({ seat, text }: ChatLine, nowMs: number, isAnnounced = false): void {
    const row = {
      key: this.#key++,
      from: seat === roomSeat ? "room" : this.#name(seat),
      text,
      self: seat === this.self,
      isAnnounced,
      atMs: nowMs,
    };
    view.chat.value = [...view.chat.peek(), row].slice(-chatRows);
  }

  addKill({ killer, victim }: Killed, nowMs: number): void {
    const mine = killer === this.self || victim === this.self;
    const row = {
      key: this.#key++,
      killer: this.#name(killer),
      victim: this.#name(victim),
      mine,
      atMs: nowMs,
    };
    view.kills.value = [...view.kills.peek(), row].slice(-killRows);
  }

  addArrival({ ageMs, gapMs, missing }: SnapshotArrival): void {
    const { lost, replaced, linkFull, slowPage, pollInterval } = missing;
    const marks = { lost, replaced, "held back": linkFull + slowPage + pollInterval } as const;
    for (const kind of ["lost", "replaced", "held back"] as const)
      for (let count = Math.min(marks[kind], 20); count > 0; count--)
        view.arrivals.push({ kind, ageMs: 0, gapMs: 0 });
    view.arrivals.push({ kind: "arrived", ageMs, gapMs });
    if (view.arrivals.length > stripMarks)
      view.arrivals.splice(0, view.arrivals.length - stripMarks);
  }

  /** Own ship; call it often, only changes reach the panel. */
  setVitals({ prediction, timeline }: NetcodeSession): void {
    if (!prediction) return;
    const { ship } = prediction;
    const { dashWaitTicks } = tickRulesAt(timeline.tickRateHz);
    const fresh = {
      energy: Math.round(ship.energy) / 100,
      dashReady: Math.round((1 - ship.dashWait / dashWaitTicks) * 20) / 20,
      flying: isFlying(ship),
      respawnSeconds: Math.ceil(ship.respawnTicks / timeline.tickRateHz),
    };
    const old = view.vitals.peek();
    const same =
      old.energy === fresh.energy &&
      old.dashReady === fresh.dashReady &&
      old.flying === fresh.flying &&
      old.respawnSeconds === fresh.respawnSeconds;
    if (!same) view.vitals.value = fresh;
  }

  /** What goes by the clock. */
  update(flight: NetcodeSession | undefined, serverMs: number, nowMs: number): void {
    const kept = view.kills.peek().filter(({ atMs }) => nowMs - atMs < killShownMs);
    if (kept.length !== view.kills.peek().length) view.kills.value = kept;
    const newest = flight?.newest;
    if (!flight || !newest) return;
    const { phase, number, endsAtTick } = newest.round;
    const secondsLeft = Math.max(
      0,
      Math.ceil((flight.timeline.msAt(endsAtTick) - serverMs) / 1000),
    );
    const old = view.round.peek();
    if (old.phase !== phase || old.number !== number || old.secondsLeft !== secondsLeft) {
      view.round.value = { phase, number, secondsLeft };
    }
  }
}
