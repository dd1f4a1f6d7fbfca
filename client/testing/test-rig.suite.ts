/** A whole server on one clock with browsers' sessions, over a network that tests shape. */
import { noSpans, noTracing, type InboundMessage, type Welcome } from "#protocol";
import { Faults, PlayerAdmission, roomFeatures, Rooms, Sessions } from "#server";
import { TicketStore } from "#signaling";
import { vi } from "vitest";
import { ClockSync } from "../connection/clock-sync.ts";
import type { WantedLink } from "../connection/link-spec.ts";
import { Session } from "../connection/session.ts";
import type { SessionState } from "../connection/session-state.ts";
import { ManualClock } from "./manual-clock.suite.ts";
import { SimulatedNetwork, type NetworkPath } from "./simulated-network.suite.ts";

/** As often as a page's heartbeat. */
const updateMs = 8;

/** Lets promises that have settled be heard. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface TestRigOptions extends Partial<NetworkPath> {
  readonly fillTo?: number;
  readonly tickRateHz?: number;
  readonly graceMs?: number;
}

export type TestRig = ReturnType<typeof makeTestRig>;

export function makeTestRig(options: TestRigOptions = {}) {
  const {
    delayMs = 20,
    jitterMs = 0,
    loss = 0,
    fillTo = 0,
    tickRateHz = 30,
    graceMs = 30_000,
  } = options;
  const clock = new ManualClock();
  const net = new SimulatedNetwork(clock, { delayMs, jitterMs, loss });
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
      features: roomFeatures({ roundEnded: () => {} }),
      seed,
    });
    const sessions = new Sessions({
      admission: new PlayerAdmission({ rooms }),
      tickets,
      tracing: undefined,
      clock,
      faults,
      graceMs,
    });
    net.attach = sessions.attach;
    return { tickets, rooms, sessions };
  }

  const rig = {
    clock,
    net,
    server,
    /** What POST /api/tickets answers. */
    ticketAnswer: (): Response => {
      const wish = { name: "Nova", room: "lobby", bots: undefined };
      const ticket = rig.server.tickets.issue(wish, "memory");
      return Response.json({ ticket });
    },
    onUpdate: (beat: () => void) => void beats.push(beat),
    /** Another process in the old one's place: it knows nobody. */
    restart: () => void (rig.server = started()),
    async advance(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= updateMs) {
        clock.advance(Math.min(left, updateMs));
        for (const beat of beats) beat();
        await settle();
      }
    },
  };
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    if (!url.endsWith("/api/resume")) return rig.ticketAnswer();
    const key = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    const { left } = JSON.parse(init.body as string) as { left: boolean };
    return Response.json({ ticket: rig.server.sessions.resume(key, left, "memory") ?? null });
  });
  return rig;
}

/** A browser's session, and all that it said of itself. */
export function makeClient(rig: TestRig, { skewMs = 0 } = {}) {
  const local = (): number => rig.clock.now() + skewMs;
  const clock = new ClockSync(local);
  const states: SessionState[] = [];
  const welcomes: Welcome[] = [];
  const heard: InboundMessage[] = [];
  const serverCloses: string[] = [];
  const on = {
    joined: (_welcome: Welcome): void => {},
    heard: (_message: InboundMessage): void => {},
    newLink: (): void => {},
  };
  const session: Session = new Session({
    origin: "http://localhost:3000",
    dialers: [rig.net.dialer("webrtc"), rig.net.dialer("socketio")],
    clock,
    local,
    fromPage: (ms) => ms,
    tracer: noTracing,
    recorder: noSpans,
    tracing: () => false,
    instrument: (codec) => codec,
    joined(welcome) {
      welcomes.push(welcome);
      on.joined(welcome);
    },
    received(message) {
      heard.push(message);
      on.heard(message);
    },
    changed(state) {
      if (state.transport !== states.at(-1)?.transport) on.newLink();
      states.push(state);
    },
    closedByServer: (why) => void serverCloses.push(why),
  });
  rig.onUpdate(() => session.update());
  return {
    session,
    clock,
    states,
    welcomes,
    heard,
    hangUps: serverCloses,
    on,
    get state(): SessionState {
      const state = states.at(-1);
      if (!state) throw new Error("nothing has changed yet");
      return state;
    },
    /** Notes in the order they came, each once. */
    statusTexts: () =>
      states.map(({ statusText: note }) => note).filter((note, at, all) => note !== all[at - 1]),
    transports: () =>
      states
        .map(({ transport }) => transport)
        .filter((name, at, all) => at === 0 || name !== all[at - 1]),
  };
}

/** What a page wants whose player chose nothing but this. */
export const wanted = (choice: Partial<WantedLink> = {}): WantedLink => ({
  transport: "auto",
  codec: "binary",
  route: "direct",
  ...choice,
});

export const joinRequest = { name: "Nova", room: "lobby", bots: undefined };
