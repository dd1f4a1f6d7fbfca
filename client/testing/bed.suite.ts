/** A whole server on one clock with browsers' sessions, over a network that tests shape. */
import { type CodecName, noActions, noTracing, type InboundMessage, type Welcome } from "#protocol";
import { Faults, Rooms, Sessions } from "#server";
import { TicketStore } from "#signaling";
import { vi } from "vitest";
import { ClockSync } from "../connection/clock-sync.ts";
import { Session, type SessionState } from "../connection/session.ts";
import { HandClock } from "./hand-clock.suite.ts";
import { Net, type Path } from "./net.suite.ts";

/** As often as a page's heartbeat. */
const beatMs = 8;

/** Lets promises that have settled be heard. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface BedOptions extends Partial<Path> {
  readonly fillTo?: number;
  readonly tickRateHz?: number;
  readonly graceMs?: number;
}

export type Bed = ReturnType<typeof makeBed>;

export function makeBed(options: BedOptions = {}) {
  const {
    delayMs = 20,
    jitterMs = 0,
    loss = 0,
    fillTo = 0,
    tickRateHz = 30,
    graceMs = 30_000,
  } = options;
  const clock = new HandClock();
  const net = new Net(clock, { delayMs, jitterMs, loss });
  const beats: (() => void)[] = [];
  const server = started();

  function started() {
    const tickets = new TicketStore({ now: clock.now });
    const seed = () => 7;
    const faults = new Faults({ now: clock.now, log: () => {} });
    const rooms = new Rooms({
      faults,
      tickRateHz,
      fillTo,
      clock,
      tracing: undefined,
      roundEnded: () => {},
      seed,
    });
    const sessions = new Sessions({ rooms, tickets, tracing: undefined, clock, faults, graceMs });
    net.door = sessions.attach;
    return { tickets, rooms, sessions };
  }

  const bed = {
    clock,
    net,
    server,
    /** What POST /api/tickets answers. */
    ticketAnswer: (): Response => {
      const wish = { name: "Nova", room: "lobby", bots: undefined };
      const ticket = bed.server.tickets.issue(wish, "memory");
      return Response.json({ ticket });
    },
    onBeat: (beat: () => void) => void beats.push(beat),
    /** Another process in the old one's place: it knows nobody. */
    restart: () => void (bed.server = started()),
    async turn(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= beatMs) {
        clock.turn(Math.min(left, beatMs));
        for (const beat of beats) beat();
        await quiet();
      }
    },
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    if (!url.endsWith("/api/resume")) return bed.ticketAnswer();
    const key = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    const { left } = JSON.parse(init.body as string) as { left: boolean };
    return Response.json({ ticket: bed.server.sessions.resume(key, left, "memory") ?? null });
  });
  return bed;
}

/** A browser's session, and all that it said of itself. */
export function visitor(bed: Bed, { skewMs = 0 } = {}) {
  const local = (): number => bed.clock.now() + skewMs;
  const clock = new ClockSync(local);
  const states: SessionState[] = [];
  const welcomes: Welcome[] = [];
  const heard: InboundMessage[] = [];
  const hangUps: string[] = [];
  const on = {
    codec: "binary" as CodecName,
    joined: (_welcome: Welcome): void => {},
    heard: (_message: InboundMessage): void => {},
    newLink: (): void => {},
  };
  const session: Session = new Session({
    origin: "http://localhost:3000",
    dialers: [bed.net.dialer("webrtc"), bed.net.dialer("socketio")],
    clock,
    local,
    fromPage: (ms) => ms,
    tracer: noTracing,
    journeys: noActions,
    tracing: () => false,
    codec: () => on.codec,
    watched: (codec) => codec,
    joined(welcome) {
      welcomes.push(welcome);
      on.joined(welcome);
    },
    heard(message) {
      heard.push(message);
      on.heard(message);
    },
    changed(state) {
      if (state.transport !== states.at(-1)?.transport) on.newLink();
      states.push(state);
    },
    hungUp: (why) => void hangUps.push(why),
  });
  bed.onBeat(() => session.beat());
  return {
    session,
    clock,
    states,
    welcomes,
    heard,
    hangUps,
    on,
    get state(): SessionState {
      const state = states.at(-1);
      if (!state) throw new Error("nothing has changed yet");
      return state;
    },
    /** Notes in the order they came, each once. */
    notes: () => states.map(({ note }) => note).filter((note, at, all) => note !== all[at - 1]),
    transports: () =>
      states
        .map(({ transport }) => transport)
        .filter((name, at, all) => at === 0 || name !== all[at - 1]),
  };
}

export const wish = { name: "Nova", room: "lobby", bots: undefined };
