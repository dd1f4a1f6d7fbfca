import { decodeSnapshot, type Snapshot } from "#protocol";
import { addShip, newWorld, remoteShipOnWire, step, type World } from "#simulation";
import { expect, test } from "vitest";
import { type TickState } from "./tick-state.ts";
import { SnapshotSender } from "./snapshot-sender.ts";

const rateHz = 30;
const stepMs = 1000 / rateHz;

const tickStateOf = (world: World): TickState => ({
  world,
  ships: world.ships.map((ship) => remoteShipOnWire(ship, rateHz)),
  spawns: [],
  events: [],
});

/** A quiet room of eight ships; `next` makes the first player's snapshot of its next tick. */
function room({ ackClock = true } = {}) {
  let world = newWorld({ seed: 3, tickRateHz: rateHz });
  for (let seat = 0; seat < 8; seat++) world = addShip(world, seat);
  const sender = new SnapshotSender();
  return {
    sender,
    next() {
      world = step(world, new Map());
      return sender.next({
        seat: 0,
        tickState: tickStateOf(world),
        nowMs: world.tick * stepMs,
        lateMs: 0,
        lead: 0,
        hadCommand: true,
        ackClock,
        tracing: false,
      });
    },
    acknowledge(tick: number, atMs = world.tick * stepMs) {
      sender.acknowledge(tick, atMs);
    },
  };
}

test("[R14] without acknowledgements a quarter of a second's worth and three more go out, and after a second as many as are given up for lost", () => {
  const { next } = room();
  const sent = Array.from({ length: 29 }, () => next() !== undefined);
  expect(sent.indexOf(false)).toBe(11);
  expect(sent.slice(11).some(Boolean)).toBe(false);
  expect(Array.from({ length: 3 }, () => next() !== undefined)).toEqual([false, true, true]);
});

test("[R14] an RTT of three ticks allows six under way, and more once they are acknowledged", () => {
  const { next, acknowledge, sender } = room();
  next();
  next();
  next();
  next();
  acknowledge(1);
  expect(sender.window(rateHz)).toBe(6);
  const before = Array.from({ length: 5 }, () => next() !== undefined);
  expect(before).toEqual([true, true, true, false, false]);
  acknowledge(7);
  expect(next()).toBeDefined();
});

test("[R14] snapshots that were held back are counted from the start, by reason", () => {
  const { next, acknowledge, sender } = room();
  const skipped = () => {
    const { skippedUnacked, skippedLinkFull } = next()?.asDecoded ?? {};
    return { skippedUnacked, skippedLinkFull };
  };
  for (let count = 0; count < 15; count++) next();
  acknowledge(11);
  expect(skipped()).toEqual({ skippedUnacked: 4, skippedLinkFull: 0 });
  sender.dropped(16);
  sender.dropped(17);
  expect(skipped()).toEqual({ skippedUnacked: 4, skippedLinkFull: 2 });
});

test("[R14] a snapshot that the link dropped, or that a newer one replaced while it waited to be polled, is not under way", () => {
  const { next, acknowledge, sender } = room();
  next();
  acknowledge(1);
  expect(sender.window(rateHz)).toBe(3);
  for (let tick = 2; tick < 40; tick++) {
    expect(next()?.asDecoded.tick).toBe(tick);
    if (tick % 2 === 0) sender.dropped(tick);
    else sender.sent(tick, true);
  }
  acknowledge(39);
  expect(next()?.asDecoded.baselineTick).toBe(39);
});

test("[R14] with the ack clock switched off every snapshot goes out", () => {
  const { next } = room({ ackClock: false });
  const sent = Array.from({ length: 300 }, () => next() !== undefined);
  expect(sent.every(Boolean)).toBe(true);
});

test("[R14] a new link starts with the first window again", () => {
  const { next, acknowledge, sender } = room();
  next();
  acknowledge(1);
  expect(sender.window(rateHz)).toBe(3);
  sender.resetRtt();
  expect(sender.window(rateHz)).toBe(11);
});

test("[R15] a delta builds on the newest acknowledged snapshot and is a fraction of a full one", () => {
  const { next, acknowledge } = room();
  const full = next();
  acknowledge(1);
  const delta = next();
  expect([full?.asDecoded.baselineTick, delta?.asDecoded.baselineTick]).toEqual([0, 1]);
  expect((delta?.body.length ?? 99) * 3).toBeLessThan(full?.body.length ?? 0);
  const held = new Map<number, Snapshot>();
  if (full)
    held.set(
      1,
      decodeSnapshot(full.body, () => undefined),
    );
  expect(decodeSnapshot(delta?.body ?? new Uint8Array(), (tick) => held.get(tick))).toEqual(
    delta?.asDecoded,
  );
});

test("[R15] acknowledgements of older, unknown or invented ticks change nothing", () => {
  const { next, acknowledge } = room();
  for (let count = 0; count < 4; count++) next();
  acknowledge(3);
  for (const tick of [2, 3, 99, 0, 4_000_000_000]) acknowledge(tick);
  expect(next()?.asDecoded.baselineTick).toBe(3);
});

test("[R14] repeated acknowledgements of one snapshot do not lengthen the RTT", () => {
  const { next, acknowledge, sender } = room();
  next();
  for (let ms = 0; ms < 20_000; ms += 100) acknowledge(1, stepMs + ms);
  expect(sender.window(rateHz)).toBe(3);
});

test("[R15] a baseline of three seconds ago is not used", () => {
  const { next, acknowledge } = room({ ackClock: false });
  next();
  acknowledge(1);
  const baselines = Array.from({ length: 100 }, () => next()?.asDecoded.baselineTick);
  expect(baselines.indexOf(0)).toBe(89);
  expect(baselines.slice(89).every((tick) => tick === 0)).toBe(true);
});

test("[R15] for a player who never acknowledges, no more than three seconds of snapshots are kept", () => {
  const { next, acknowledge } = room({ ackClock: false });
  next();
  acknowledge(1);
  for (let count = 0; count < 300; count++) next();
  // If it were still kept, it would become the newest acknowledged baseline.
  acknowledge(150);
  expect(next()?.asDecoded.baselineTick).toBe(0);
  acknowledge(290);
  expect(next()?.asDecoded.baselineTick).toBe(290);
});
