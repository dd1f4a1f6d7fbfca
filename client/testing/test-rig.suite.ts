/** A whole server and browsers' sessions on one clock turned by hand, over a simulated network. */
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

/** The interval of a page's timer. */
const updateMs = 8;

/** Runs the handlers of settled promises. */
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
  const updates: (() => void)[] = [];
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
    /** The answer of POST /api/tickets. */
    ticketAnswer: (): Response => {
      const ticket = rig.server.tickets.issue(joinRequest, "memory");
      return Response.json({ ticket });
    },
    onUpdate: (update: () => void) => void updates.push(update),
    /** Puts another server in the place of this one: it knows no session. */
    restart: () => void (rig.server = started()),
    async advance(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= updateMs) {
        clock.advance(Math.min(left, updateMs));
        for (const update of updates) update();
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

/** A browser's session, and all that it reported. */
export function makeClient(rig: TestRig, { skewMs = 0 } = {}) {
  const local = (): number => rig.clock.now() + skewMs;
  const clock = new ClockSync(local);
  const states: SessionState[] = [];
  const welcomes: Welcome[] = [];
  const received: InboundMessage[] = [];
  const serverCloses: string[] = [];
  const on = {
    joined: (_welcome: Welcome): void => {},
    received: (_message: InboundMessage): void => {},
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
      received.push(message);
      on.received(message);
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
    received,
    serverCloses,
    on,
    get state(): SessionState {
      const state = states.at(-1);
      if (!state) throw new Error("nothing has changed yet");
      return state;
    },
    /** In the order they came, without repetitions. */
    statusTexts: () =>
      states.map(({ statusText }) => statusText).filter((text, at, all) => text !== all[at - 1]),
    transports: () =>
      states
        .map(({ transport }) => transport)
        .filter((name, at, all) => at === 0 || name !== all[at - 1]),
  };
}

/** Auto, in binary, over the direct route, but for this choice. */
export const wanted = (choice: Partial<WantedLink> = {}): WantedLink => ({
  transport: "auto",
  codec: "binary",
  route: "direct",
  ...choice,
});

export const joinRequest = { name: "Nova", room: "lobby", bots: undefined };

/** A client that has joined, and climbed to WebRTC. */
export async function joinedRig(options: TestRigOptions = {}) {
  const rig = makeTestRig(options);
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted());
  await rig.advance(1000);
  return { rig, client };
}
