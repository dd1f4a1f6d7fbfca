import {
  binaryCodec,
  attribute,
  noSpans,
  type PulseSpawn,
  type InboundMessage,
  type SpanRecorder,
  type TraceContext,
  type WireEvent,
} from "#protocol";
import type { Pulse } from "#simulation";
import { describe, expect, test } from "vitest";
import { Pulses } from "./pulses.ts";
import { ShotTraces, type ShotStatus } from "./shot-traces.ts";
import { EffectQueue } from "./effect-queue.ts";
import { FrameEffects } from "./frame-effects.ts";

const self = 2;
const spawn = (owner: number, counter: number, spawnTick: number): PulseSpawn => ({
  owner,
  counter,
  spawnTick,
  x8: 800,
  y8: 1600,
  aim: 0,
});
const pulse = (owner: number, counter: number, spawnTick: number): Pulse => ({
  id: owner * 4096 + counter,
  owner,
  spawnTick,
  x: 100,
  y: 200,
  aim: 0,
  rewindSixteenths: 0,
});
const context = (number: number): TraceContext => ({
  traceId: number.toString(16).padStart(32, "a"),
  spanId: number.toString(16).padStart(16, "b"),
  sampled: true,
});
const message: InboundMessage = {
  kind: "snapshot",
  sequence: 1,
  codec: binaryCodec,
  body: new Uint8Array(),
  link: { id: "net-1", transport: "webrtc", send: () => "sent" },
  receivedAtMs: 100,
  bytes: 0,
  context: undefined,
};

/** Records nothing but what was observed. */
function observer() {
  const observed: { action: unknown; inputToPhotonMs: unknown }[] = [];
  const recorder: SpanRecorder = {
    ...noSpans,
    record({ name, attributes, parent }) {
      expect(name).toBe("observe");
      observed.push({
        action: attributes[attribute.action],
        inputToPhotonMs: attributes[attribute.inputToPhotonMs],
      });
      return parent ?? context(0);
    },
  };
  return { observed, recorder };
}

describe("pulses", () => {
  const ids = (pulses: Pulses): number[] => [...pulses.all()].map((flying) => flying.pulse.id);

  test("[C18] the player's own pulse flies at once, and its confirmation is the same pulse", () => {
    const pulses = new Pulses(30);
    const mine = pulses.predict(pulse(self, 7, 100));
    expect(mine).toMatchObject({ mine: true, isConfirmed: false });
    expect(pulses.confirm(spawn(self, 7, 100), self, context(1))).toBe(mine);
    expect(mine).toMatchObject({ isConfirmed: true, context: context(1) });
    expect(pulses.confirm(spawn(self, 7, 100), self, context(2))).toBeUndefined();
    expect(mine.context).toEqual(context(1));
    expect(ids(pulses)).toEqual([self * 4096 + 7]);
  });

  test("[C18] a predicted pulse that no snapshot confirms by its own tick is removed", () => {
    const pulses = new Pulses(30);
    pulses.predict(pulse(self, 7, 100));
    pulses.predict(pulse(self, 8, 106));
    pulses.prune(99);
    expect(ids(pulses).length).toBe(2);
    pulses.confirm(spawn(self, 8, 106), self, undefined);
    expect(pulses.prune(106).map((gone) => gone.pulse.id)).toEqual([self * 4096 + 7]);
    expect(ids(pulses)).toEqual([self * 4096 + 8]);
  });

  test("[C18] another ship's pulse flies from its spawn to its end or its hit, and is removed a second later", () => {
    const pulses = new Pulses(30);
    const other = pulses.confirm(spawn(5, 1, 100), self, undefined);
    if (!other) throw new Error("not confirmed");
    expect(other.mine).toBe(false);
    expect(pulses.at(other, 99)).toBeUndefined();
    expect(pulses.at(other, 100)).toEqual({ x: 100, y: 200 });
    expect(pulses.at(other, 103)?.x).toBeCloseTo(100 + 82, 9);
    expect(pulses.at(other, other.endTick)).toBeUndefined();
    pulses.hit(5, 1);
    expect(pulses.at(other, 103)).toBeUndefined();
    pulses.prune(Math.floor(other.endTick) + 29);
    expect(ids(pulses)).toEqual([5 * 4096 + 1]);
    pulses.prune(Math.ceil(other.endTick) + 30);
    expect(ids(pulses)).toEqual([]);
  });

  test("[C18] a counter that comes round again is another pulse", () => {
    const pulses = new Pulses(30);
    pulses.confirm(spawn(5, 1, 100), self, undefined);
    const next = pulses.confirm(spawn(5, 1, 900), self, undefined);
    expect(next?.pulse.spawnTick).toBe(900);
    expect(ids(pulses)).toEqual([5 * 4096 + 1]);
  });
});

describe("events", () => {
  const event = (tick: number, more: Partial<WireEvent> = {}): WireEvent => ({
    type: "hit",
    tick,
    ship: 5,
    by: 6,
    counter: tick & 4095,
    x4: 400,
    y4: 800,
    ...more,
  });

  function makeQueue() {
    const { observed, recorder } = observer();
    const effects = new EffectQueue({
      self,
      recorder,
      hitShown: (pulseId) => pulseId % 4096,
    });
    return { effects, observed };
  }

  test("[C19] an event that snapshots repeat is shown once, when the drawn tick has reached it", () => {
    const { effects, observed } = makeQueue();
    expect(effects.push(event(100), context(1), message)).toBe(true);
    expect(effects.push(event(100), context(1), message)).toBe(false);
    expect(effects.takeDue(99.9, 103, 0)).toEqual([]);
    const shown = { type: "hit", ship: 5, x: 100, y: 200, self: false, mine: false };
    expect(effects.takeDue(100, 103, 0)).toEqual([shown]);
    expect(effects.push(event(100), context(1), message)).toBe(false);
    expect(effects.takeDue(101, 104, 0)).toEqual([]);
    expect(observed).toEqual([{ action: "hit", inputToPhotonMs: undefined }]);
  });

  test("[C19] an event of this player is shown at once, and its own hit is traced with the time since the keypress", () => {
    const { effects, observed } = makeQueue();
    effects.push(event(100, { by: self, counter: 77 }), context(1), message);
    effects.push(event(100, { ship: self, type: "burst" }), context(2), message);
    effects.push(event(100), context(3), message);
    expect(effects.takeDue(90, 100, 0).map(({ type }) => type)).toEqual(["hit", "burst"]);
    expect(observed).toEqual([
      { action: "hit", inputToPhotonMs: 77 },
      { action: "burst", inputToPhotonMs: undefined },
    ]);
  });

  test("[C19] after a minute without frames no event older than three seconds is shown or kept", () => {
    const { effects, observed } = makeQueue();
    for (let tick = 1; tick <= 1800; tick++) effects.push(event(tick), context(tick), message);
    expect(effects.takeDue(1800, 1830, 0).length).toBe(60);
    expect(observed.length).toBe(60);
    const { effects: unasked } = makeQueue();
    for (let tick = 1; tick <= 1800; tick++) unasked.push(event(tick), context(tick), message);
    // With no limit by age but that of the queue.
    expect(unasked.takeDue(1800, 0, 0).length).toBeLessThan(100);
  });
});

describe("the effects of a frame", () => {
  const ship = {
    seat: 5,
    x: 100,
    y: 200,
    aimTurns: 0,
    speed: 0,
    energy: 100,
    flying: true,
    thrusting: false,
    shielded: false,
    dashing: false,
  };

  function framed() {
    const { observed, recorder } = observer();
    const pulses = new Pulses(30);
    const shots = new ShotTraces({ recorder, transport: () => "webrtc", changed: () => {} });
    const effects = new EffectQueue({ self, recorder, hitShown: () => undefined });
    const frame = new FrameEffects({ pulses, shots, effects, recorder });
    const take = (tick: number, nowMs: number, ships = [ship]) =>
      frame.take({
        nowMs,
        ownTick: tick,
        viewTick: tick - 3,
        newestTick: tick - 1,
        ships,
        isInterpolating: true,
      });
    const confirm = (owner: number, number: number): void => {
      const flying = pulses.confirm(spawn(owner, 7, 100), self, context(number));
      if (flying) flying.message = message;
    };
    return { pulses, shots, take, confirm, observed };
  }

  test("[C18] a pulse is shown to leave its ship once, at its own tick", () => {
    const { take, confirm } = framed();
    confirm(6, 1);
    expect(take(102, 0)).toEqual([]);
    expect(take(103, 0)).toMatchObject([{ type: "fired", ship: 6, mine: false }]);
    expect(take(103, 0)).toEqual([]);
  });

  test("[C18] the player's own pulse that touches a drawn ship ends there with a hit, once; a shielded ship is passed", () => {
    const { pulses, take } = framed();
    const mine = pulses.predict(pulse(self, 7, 100));
    expect(take(100, 0, [{ ...ship, shielded: true }])).toMatchObject([{ type: "fired" }]);
    expect(pulses.at(mine, 100)).toBeDefined();
    expect(take(100, 0)).toMatchObject([{ type: "hit", x: 100, y: 200, mine: true }]);
    expect(pulses.at(mine, 100)).toBeUndefined();
    expect(take(100, 0)).toEqual([]);
  });

  test("[C18] a shot is traced once, when it is on screen and confirmed, with the time since the keypress for the player's own", () => {
    const { pulses, shots, take, confirm, observed } = framed();
    pulses.predict(pulse(self, 7, 100));
    shots.fired(self * 4096 + 7, 100, 133, 1000);
    take(100, 1010, []);
    expect(observed).toEqual([]);
    confirm(self, 1);
    confirm(6, 2);
    for (const nowMs of [1080, 1096]) take(104, nowMs, []);
    expect(observed).toEqual([
      { action: "shot", inputToPhotonMs: 80 },
      { action: "shot", inputToPhotonMs: undefined },
    ]);
  });
});

describe("shots", () => {
  function fired() {
    const views: ShotStatus[] = [];
    const ended: string[] = [];
    let count = 0;
    const shots = new ShotTraces({
      recorder: {
        newContext: () => context(++count),
        record({ attributes, context: shot = context(0) }) {
          ended.push(`${attributes[attribute.outcome]} ${attributes[attribute.inputToPhotonMs]}`);
          return shot;
        },
      },
      transport: () => "webrtc",
      changed: (view) => void views.push(view),
    });
    shots.fired(9, 100, 133, 1000);
    return { shots, views, ended };
  }

  test("[C19] a shot without a hit by its end has missed", () => {
    const { shots, views, ended } = fired();
    shots.expire(134, 2000);
    expect(ended).toEqual([]);
    shots.expire(135, 2000);
    shots.expire(136, 2000);
    expect(ended).toEqual(["missed undefined"]);
    expect(views.map(({ outcome }) => outcome)).toEqual(["in flight", "missed"]);
  });

  test("[C19] a hit that comes after the end of the shot is a hit, with the time from the keypress to the screen", () => {
    const { shots, views, ended } = fired();
    shots.confirmHit(9);
    shots.expire(160, 2000);
    expect(ended).toEqual([]);
    expect(shots.shown(9, 1180)).toBe(180);
    expect(shots.shown(9, 1500)).toBe(180);
    shots.hit(9, 1500);
    expect(ended).toEqual(["hit 180"]);
    expect(views.at(-1)).toEqual({
      traceId: context(1).traceId,
      outcome: "hit",
      inputToPhotonMs: 180,
    });
  });

  test("[C19] a shot whose hit no frame shows ends as a hit", () => {
    const { shots, ended } = fired();
    shots.confirmHit(9);
    shots.expire(254, 9000);
    expect(ended).toEqual(["hit undefined"]);
  });
});
