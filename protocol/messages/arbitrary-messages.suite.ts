/** Whatever can be said, over its full legal range, for the property tests of this folder. */
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import type {
  Hello,
  Input,
  Killed,
  Pong,
  RosterRow,
  ChatLine,
  ClientOptions,
  Welcome,
} from "../index.ts";
import type { EventContext, PulseSpawn, OwnShip, RemoteShip, Snapshot } from "../index.ts";
import type { TraceContext, WireEvent, WireCommand } from "../index.ts";
import { characterCount, codecNames, maxChatCharacters } from "../index.ts";
import { utf8Bytes } from "../utf8.ts";

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));

const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8").replaceAll(/\s/g, "");
/** What a reader takes from the spec is what the code says. */
export const isInSpec = (bytes: Uint8Array): boolean => spec.includes(hexOf(bytes));

/** Fields written out as bits, spaces between them, padded with zeros: a layout worked out by hand. */
export function bitsAsBytes(fields: string): Uint8Array {
  const bits = fields.replaceAll(/\s/g, "");
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0").match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}

const upTo = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 0, max }), fc.constantFrom(0, max));
const u16 = upTo(0xffff);
export const u32 = upTo(0xffffffff);
const seat = upTo(15);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Well-formed text of at most `maxBytes` bytes of UTF-8; often exactly that many. */
export const textOf = (maxBytes: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .string({ unit: "binary", maxLength: maxBytes })
      .filter((text) => utf8Bytes(text).length <= maxBytes),
    fc.constant("x".repeat(maxBytes)),
  );

/** As long as a chat line may be, in whatever takes most bytes, too. */
export const chatText: fc.Arbitrary<string> = fc.oneof(
  fc
    .string({ unit: "binary", maxLength: maxChatCharacters })
    .filter((text) => characterCount(text) <= maxChatCharacters),
  ...["x", "é", "字", "🚀", "\u0001"].map((one) => fc.constant(one.repeat(maxChatCharacters))),
);

const hexDigits = (length: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: length / 2, maxLength: length / 2 })
    .map(hexOf)
    .filter((hex) => !/^0*$/.test(hex));
export const traceContext: fc.Arbitrary<TraceContext> = fc.record({
  traceId: hexDigits(32),
  spanId: hexDigits(16),
  sampled: fc.boolean(),
});

export const hello: fc.Arbitrary<Hello> = fc.record({
  version: u16,
  tracing: fc.boolean(),
  codec: fc.constantFrom(...codecNames),
  received: u32,
  credential: textOf(64),
});
export const welcome: fc.Arbitrary<Welcome> = fc.record({
  version: u16,
  seat,
  tickRateHz: fc.integer({ min: 10, max: 60 }),
  resumed: fc.boolean(),
  tick: u32,
  tickZeroMs: finite,
  nowMs: finite,
  received: u32,
  session: textOf(64),
  key: textOf(64),
  room: textOf(64),
  name: textOf(96),
});
export const time: fc.Arbitrary<number> = finite;
export const pong: fc.Arbitrary<Pong> = fc.record({ t0: finite, t1: finite, t2: finite });
export const clientOptions: fc.Arbitrary<ClientOptions> = fc.record({
  lagCompensation: fc.boolean(),
  ackClock: fc.boolean(),
});
export const chatLine: fc.Arbitrary<ChatLine> = fc.record({
  seat: fc.oneof(seat, fc.constant(255)),
  text: chatText,
});
export const killed: fc.Arbitrary<Killed> = fc.record({ tick: u32, killer: seat, victim: seat });
export const roster: fc.Arbitrary<RosterRow[]> = fc.uniqueArray(
  fc.record({
    seat,
    bot: fc.boolean(),
    score: u16,
    kills: u16,
    deaths: u16,
    name: textOf(96),
    transport: textOf(32),
  }),
  { selector: (row) => row.seat, maxLength: 16 },
);

const thrust = fc.integer({ min: -7, max: 7 });
const command: fc.Arbitrary<Omit<WireCommand, "viewTick16">> = fc.record({
  buttons: upTo(63),
  aim: upTo(1023),
  thrustX: thrust,
  thrustY: thrust,
});
/** What is held often stays as it was: repeats are packed apart. */
export const input: fc.Arbitrary<Input> = fc
  .record({
    ackTick: u32,
    newestTick: fc.integer({ min: 16, max: 0xffffffff }),
    said: fc.array(fc.record({ command, same: fc.boolean(), back: upTo(16383) }), {
      minLength: 1,
      maxLength: 16,
    }),
  })
  .map(({ ackTick, newestTick, said: entries }) => {
    const commands: WireCommand[] = [];
    for (const [index, entry] of entries.entries()) {
      const controls = (entry.same ? commands.at(-1) : undefined) ?? entry.command;
      const view = (newestTick - index) * 16 - entry.back;
      commands.push({ ...controls, viewTick16: entry.back === 0 ? 0 : Math.max(view, 1) });
    }
    return { ackTick, newestTick, commands };
  });

export const ownShip: fc.Arbitrary<OwnShip> = fc.record({
  x8: upTo(19_200),
  y8: upTo(12_800),
  vx4: fc.integer({ min: -4095, max: 4095 }),
  vy4: fc.integer({ min: -4095, max: 4095 }),
  aim: upTo(1023),
  energy16: upTo(1600),
  fireWait: upTo(15),
  dashWait: upTo(127),
  shieldTicks: upTo(127),
  respawnTicks: upTo(127),
  shots: upTo(4095),
  thrusting: fc.boolean(),
});
const remoteShip: fc.Arbitrary<RemoteShip> = fc.record({
  seat,
  x4: upTo(9600),
  y4: upTo(6400),
  aim8: upTo(255),
  energy: upTo(100),
  flying: fc.boolean(),
  thrusting: fc.boolean(),
  shielded: fc.boolean(),
  dashing: fc.boolean(),
  deadReckoningX: fc.constant(0),
  deadReckoningY: fc.constant(0),
  deadReckoningTicks: fc.constant(0),
});
const spawnOf = (tick: number): fc.Arbitrary<PulseSpawn> =>
  fc.record({
    owner: seat,
    counter: upTo(4095),
    spawnTick: fc.integer({ min: Math.max(0, tick - 40), max: tick }),
    x8: fc.integer({ min: -256, max: 19_456 }),
    y8: fc.integer({ min: -256, max: 13_056 }),
    aim: upTo(1023),
  });
const eventOf = (tick: number): fc.Arbitrary<WireEvent> =>
  fc
    .record({
      type: fc.constantFrom("hit", "burst", "dashed", "respawned"),
      tick: fc.integer({ min: Math.max(0, tick - 40), max: tick }),
      ship: seat,
      by: seat,
      counter: upTo(4095),
      x4: upTo(9600),
      y4: upTo(6400),
    })
    .map((act) =>
      act.type === "hit" || act.type === "burst" ? act : { ...act, by: act.ship, counter: 0 },
    );
const contextsOf = (spawns: number, events: number): fc.Arbitrary<EventContext[]> => {
  const to = (of: "spawn" | "event", count: number): fc.Arbitrary<EventContext>[] =>
    count === 0
      ? []
      : [fc.record({ of: fc.constant(of), index: fc.nat(count - 1), context: traceContext })];
  const any = [...to("spawn", spawns), ...to("event", events)];
  return any.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...any), { maxLength: 3 });
};

/** A snapshot of `tick` as the server makes one, before it is packed: of anything, related to nothing before it. */
export const snapshotOf = (tick: number): fc.Arbitrary<Snapshot> =>
  fc
    .tuple(
      fc.array(spawnOf(tick), { maxLength: 6 }),
      fc.array(eventOf(tick), { maxLength: 4 }),
      fc.uniqueArray(remoteShip, { selector: (ship) => ship.seat, maxLength: 16 }),
    )
    .chain(([spawns, events, ships]) =>
      fc.record({
        tick: fc.constant(tick),
        baselineTick: fc.constant(0),
        tickLateTenthMs: upTo(65_535),
        skippedUnacked: u16,
        skippedLinkFull: u16,
        lead: fc.integer({ min: -64, max: 63 }),
        hadCommand: fc.boolean(),
        round: fc.record({
          phase: fc.constantFrom("playing", "podium"),
          number: fc.oneof(fc.constant(1), u16),
          endsAtTick: fc.oneof(fc.constant(5400), u32),
        }),
        own: fc.option(ownShip, { nil: undefined }),
        ships: fc.constant(ships.toSorted((a, b) => a.seat - b.seat)),
        spawns: fc.constant(spawns),
        events: fc.constant(events),
        contexts: contextsOf(spawns.length, events.length),
      }),
    );
