/** The room as a port of plain data: no session, no link, no network. */
import { chat, type Input } from "#protocol";
import { Button } from "#simulation";
import { expect, test } from "vitest";
import { roomFeatures } from "../features/index.ts";
import { ManualClock } from "../testing/manual-clock.suite.ts";
import { type Feature, on } from "./feature.ts";
import { Room } from "./room.ts";
import type { AddressedMessage, Message, RoomOutput, TickOutput } from "./room-port.ts";

const stepMs = 1000 / 30;

function roomAlone({
  features = roomFeatures({ roundEnded: () => {} }),
  fillTo = 0,
}: { features?: readonly Feature[]; fillTo?: number } = {}) {
  const clock = new ManualClock();
  const sent: AddressedMessage[] = [];
  const ticks: TickOutput[] = [];
  const calls: unknown[] = [];
  const output: RoomOutput = {
    send: (outbox) => void sent.push(...structuredClone(outbox)),
    tickEnded: (tick) => ticks.push(structuredClone(tick)),
    seatFailed: (seat, error) => void calls.push(["seat failed", seat, String(error)]),
    occupancyChanged: (isOccupied) => void calls.push(["occupied", isOccupied]),
    failed: (error) => void calls.push(["failed", String(error)]),
    closed: (why) => void calls.push(["closed", why]),
  };
  const name = "hall";
  const room = new Room({
    name,
    seed: 7,
    tickRateHz: 30,
    fillTo,
    clock,
    tracing: undefined,
    features,
    output,
  });
  let sequence = 0;
  return {
    clock,
    room,
    sent,
    ticks,
    calls,
    join: (wanted: string) => room.join({ name: wanted, traced: false }),
    deliver(seat: number, message: Message): void {
      sequence += 1;
      const origin = { sequence, receivedAtMs: clock.now(), context: undefined };
      room.deliver(seat, structuredClone({ ...message, origin }));
    },
  };
}

const inputOf = (newestTick: number, more: Partial<Input["commands"][number]>): Message => {
  const command = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0, ...more };
  return { kind: "input", value: { ackTick: 0, newestTick, commands: [command] } };
};

test("a match runs in a room that has no session, and all that goes in and out can be cloned", () => {
  const { clock, room, sent, ticks, calls, join, deliver } = roomAlone();
  expect([join("Ada"), join("Ada")]).toEqual([
    { outcome: "joined", seat: 0, name: "Ada" },
    { outcome: "joined", seat: 1, name: "Ada 2" },
  ]);
  room.linkChanged(0, "memory");
  clock.advance(stepMs);
  const shipAt = (seat: number) => {
    const { x, y } = room.world.ships.find(({ id }) => id === seat)!;
    return { x, y };
  };
  const before = [shipAt(0), shipAt(1)];
  for (let tick = 2; tick <= 90; tick++) {
    deliver(0, inputOf(tick, { buttons: Button.fire, thrustX: 7 }));
    clock.advance(stepMs);
  }
  deliver(1, { kind: "chat", value: "gg" });
  room.leave(1);
  clock.advance(stepMs);

  expect(ticks.map(({ state }) => state?.world.tick)).toEqual(ticks.map((_, at) => at + 1));
  expect(shipAt(0)).not.toEqual(before[0]);
  expect(ticks.some(({ state }) => state!.spawns.length > 0)).toBe(true);
  expect(ticks[50]?.seats.get(0)).toEqual({ lead: 0, hadCommand: true, ackClock: true });
  expect(ticks[50]?.seats.get(1)).toEqual({ lead: 0, hadCommand: false, ackClock: true });
  const rosters = sent.flatMap((message) => (message.kind === "roster" ? [message.value] : []));
  expect(rosters.map((rows) => rows.map(({ transport }) => transport))).toEqual([
    ["memory", "away"],
    ["memory"],
  ]);
  expect(sent).toContainEqual({
    to: "everybody",
    kind: "chat-line",
    value: { seat: 1, text: "gg" },
  });
  expect(calls).toEqual([["occupied", true]]);
});

test("a full room has no seat for a seventeenth player", () => {
  const { join } = roomAlone({ fillTo: 6 });
  const outcomes = Array.from({ length: 17 }, () => join("Ada").outcome);
  expect(outcomes).toEqual([...Array.from({ length: 16 }, () => "joined"), "full"]);
});

const fault = (): never => {
  throw new Error("thrown for a test");
};

test("[R29] an error of a feature over one player's message or command fails that seat alone", () => {
  const failing: Feature = () => ({
    receives: [on(chat, (seat) => void (seat === 1 && fault()))],
    command: (seat, command) => (seat === 2 ? fault() : command),
  });
  const { clock, ticks, calls, join, deliver } = roomAlone({ features: [failing] });
  for (const name of ["Ada", "Bo", "Cy"]) join(name);
  for (const seat of [0, 1, 2]) deliver(seat, { kind: "chat", value: "hi" });
  for (const seat of [0, 1, 2]) deliver(seat, inputOf(1, {}));
  clock.advance(2 * stepMs);
  expect(calls.slice(1, 3)).toEqual([
    ["seat failed", 1, "Error: thrown for a test"],
    ["seat failed", 2, "Error: thrown for a test"],
  ]);
  expect(ticks.length).toBe(2);
});

test("[R29] an error of a feature in the tick closes the room", () => {
  const failing: Feature = () => ({ tick: fault });
  const { clock, ticks, calls, join } = roomAlone({ features: [failing] });
  join("Ada");
  clock.advance(1000);
  expect(calls.slice(1)).toEqual([
    ["failed", "Error: thrown for a test"],
    ["closed", "the room has closed after an error of the server"],
  ]);
  expect(ticks).toEqual([]);
});

test("a feature's state per seat ends with the player, and survives a reload only if it says so", () => {
  const counts: string[] = [];
  const counting: Feature = (room) => {
    const ofPage = room.perSeat(() => ({ lines: 0 }));
    const ofPlayer = room.perSeat(() => ({ lines: 0 }), { survivesReload: true });
    return {
      receives: [
        on(chat, (seat) => {
          const [page, player] = [ofPage.of(seat), ofPlayer.of(seat)];
          counts.push(`${++page.lines} ${++player.lines}`);
        }),
      ],
    };
  };
  const { room, join, deliver } = roomAlone({ features: [counting] });
  join("Ada");
  const speak = (): void => deliver(0, { kind: "chat", value: "hi" });
  speak();
  speak();
  room.pageReloaded(0, { traced: false });
  speak();
  room.leave(0);
  join("Bo");
  speak();
  expect(counts).toEqual(["1 1", "2 2", "1 3", "1 1"]);
});

test("two features that take messages of one kind are refused", () => {
  const taking: Feature = () => ({ receives: [on(chat, () => {})] });
  expect(() => roomAlone({ features: [taking, taking] })).toThrow("two features take chat");
});
