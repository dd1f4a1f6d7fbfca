import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ChannelPair, sides, type Side } from "./channel-pair.suite.ts";

/** One thing that happens to a session. Wires are named by number, newest first. */
type Step =
  | { readonly type: "dial"; readonly instant: boolean }
  | { readonly type: "join" }
  | { readonly type: "send" | "show" | "acknowledge"; readonly side: Side }
  | { readonly type: "deliver"; readonly wire: number; readonly to: Side; readonly count: number }
  | {
      readonly type: "settle-loose";
      readonly wire: number;
      readonly to: Side;
      readonly pick: number;
      readonly arrives: boolean;
    }
  | { readonly type: "fill" | "cut"; readonly wire: number }
  | { readonly type: "notice"; readonly wire: number; readonly side: Side };

const side = fc.constantFrom(...sides);
const wire = fc.nat(2);
const deliver = fc.record({
  type: fc.constant("deliver" as const),
  wire,
  to: side,
  count: fc.integer({ min: 1, max: 6 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("dial" as const), instant: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "join" as const }) },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constantFrom("send", "show", "acknowledge"), side }),
  },
  { weight: 8, arbitrary: deliver },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("settle-loose" as const),
      wire,
      to: side,
      pick: fc.nat(9),
      arrives: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("fill", "cut"), wire }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("notice" as const), wire, side }) },
);

function apply(session: ChannelPair, happens: Step): void {
  if (happens.type === "dial") return void session.dial(happens.instant);
  if (happens.type === "join") return void session.connect();
  if (!("wire" in happens)) return applyAt(session, happens.type, happens.side);
  const on = session.wires.at(-1 - happens.wire);
  if (!on) return;
  switch (happens.type) {
    case "deliver":
      return on.deliver(happens.to, happens.count);
    case "settle-loose":
      return on.settleUnreliable(happens.to, happens.pick, happens.arrives);
    case "fill":
      on.full = !on.full;
      return;
    case "cut":
      return on === session.wires[0] ? undefined : on.cut();
    case "notice":
      return session.detach(on, happens.side);
  }
}

function applyAt(session: ChannelPair, type: "send" | "show" | "acknowledge", by: Side): void {
  switch (type) {
    case "send":
      return void session.sendLine(by);
    case "show":
      return void session.sendState(by);
    case "acknowledge":
      return session.ends[by].acknowledge();
  }
}

/**
 * How it ends: the first wire, which nothing breaks before, is fallen back to; or all old ones break; or they run dry. In the
 * latter two a new wire carries what is left. Then one message of each kind, so that both ends know what is missing.
 */
type Ending = "falls back" | "breaks" | "runs dry";

function settle(session: ChannelPair, ending: Ending): void {
  if (ending === "runs dry") runDry(session);
  for (const old of session.wires.slice(ending === "falls back" ? 1 : 0)) {
    old.cut();
    for (const by of sides) session.detach(old, by);
  }
  if (ending !== "falls back") session.dial();
  for (const each of session.wires) each.full = false;
  runDry(session);
  for (const by of sides) {
    session.sendLine(by);
    session.sendState(by);
  }
  runDry(session);
  for (const by of sides) session.ends[by].acknowledge();
  runDry(session);
}

function runDry(session: ChannelPair): void {
  while (!session.wires.every((each) => each.isQuiet)) {
    for (const each of session.wires) {
      for (const to of sides) {
        each.deliver(to);
        each.settleUnreliable(to, 0, true);
      }
    }
  }
}

const isPrefix = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((text, index) => text === all[index]);

const plot = fc.record({
  steps: fc.array(step, { maxLength: 120 }),
  echoes: fc.boolean(),
  ending: fc.constantFrom<Ending>("falls back", "breaks", "runs dry"),
});

/** For a long run: `CROSSWIRE_RUNS=100000 vitest run protocol/channel/channel-swaps`. */
const numRuns = Number(process.env["CROSSWIRE_RUNS"] ?? 3000);

test("[P20] over any sequence of swaps, breaks and fallbacks, session-reliable messages arrive all, once and in order", () => {
  fc.assert(
    fc.property(plot, ({ steps, echoes, ending }) => {
      const session = new ChannelPair();
      session.echoes = echoes;
      session.connect();
      for (const happens of steps) {
        apply(session, happens);
        expect(isPrefix(session.received.server, session.sent.client)).toBe(true);
        expect(isPrefix(session.received.client, session.sent.server)).toBe(true);
      }
      settle(session, ending);
      expect(session.received).toEqual({
        client: session.sent.server,
        server: session.sent.client,
      });
      expect(sides.map((by) => session.ends[by].unacknowledged)).toEqual([0, 0]);
    }),
    { numRuns },
  );
});

test("[P27] over any sequence of swaps the ledgers of both ends add up", () => {
  fc.assert(
    fc.property(plot, ({ steps, echoes, ending }) => {
      const session = new ChannelPair();
      session.echoes = echoes;
      session.connect();
      for (const happens of steps) apply(session, happens);
      settle(session, ending);
      const { client, server } = session.ends;
      for (const [from, to] of [[client, server] as const, [server, client] as const]) {
        // A hello that was lost with no later one is known to its sender alone.
        const handshake = ending === "falls back" ? [] : (["hello", "welcome"] as const);
        for (const kind of [...handshake, "input", "snapshot", "ack"] as const) {
          const [there, here] = [from.ledger.of(kind), to.ledger.of(kind)];
          expect(here.received + here.lost + here.replaced, kind).toBe(there.sent);
        }
        for (const kind of ["chat", "chat-line"] as const) {
          const [there, here] = [from.ledger.of(kind), to.ledger.of(kind)];
          const texts = from === client ? session.sent.client : session.sent.server;
          const isTheirs = (kind === "chat") === (from === client);
          expect(there.sent - there.resent, kind).toBe(isTheirs ? texts.length : 0);
          expect(here.received - here.duplicated, kind).toBe(there.sent - there.resent);
        }
      }
    }),
    { numRuns },
  );
});
