import type { Input, WireCommand } from "#protocol";
import { expect, test } from "vitest";
import { InputBuffer } from "./input-buffer.ts";
import type { MessageOrigin } from "./room-port.ts";

const command = (aim: number): WireCommand => ({
  buttons: 0,
  aim,
  thrustX: 0,
  thrustY: 0,
  viewTick16: 0,
});

const originOf = (sequence: number): MessageOrigin => ({
  sequence,
  receivedAtMs: 0,
  context: undefined,
});

const unlimitedRewind = Infinity;

/** Aims for `newest` and the ticks before it. */
const input = (newest: number, ...aims: number[]): Input => ({
  ackTick: 0,
  newestTick: newest,
  commands: aims.map(command),
});

const aimOf = (buffer: InputBuffer, tick: number) => buffer.take(tick).command?.aim;

test("[R13] a command is taken in its own tick, with the message that brought it", () => {
  const buffer = new InputBuffer(30, 0);
  buffer.receive(input(2, 22, 11), originOf(1), unlimitedRewind);
  expect(buffer.take(1)).toEqual({ command: command(11), hadCommand: true, origin: originOf(1) });
  expect(buffer.take(2)).toEqual({ command: command(22), hadCommand: true, origin: originOf(1) });
});

test("[R13] the first copy of a command counts; copies for past ticks change nothing", () => {
  const buffer = new InputBuffer(30, 0);
  buffer.receive(input(2, 22, 11), originOf(1), unlimitedRewind);
  buffer.receive(input(3, 33, 99, 99), originOf(2), unlimitedRewind);
  expect([1, 2, 3].map((tick) => buffer.take(tick).origin?.sequence)).toEqual([1, 1, 2]);
  buffer.receive(input(3, 77), originOf(3), unlimitedRewind);
  expect(aimOf(buffer, 4)).toBe(33);
});

test("[R13] without a new command the last one goes on for 500 ms, and then the ship coasts", () => {
  for (const rate of [10, 30, 60]) {
    const buffer = new InputBuffer(rate, 0);
    buffer.receive(input(1, 5), originOf(1), unlimitedRewind);
    const taken = Array.from({ length: rate }, (_, at) => buffer.take(at + 1));
    const obeyed = taken.filter((each) => each.command !== undefined);
    expect(obeyed.length).toBe(1 + rate / 2);
    expect(taken.filter(({ hadCommand }) => hadCommand).length).toBe(1);
    expect(taken.slice(1).every(({ origin }) => origin === undefined)).toBe(true);
  }
});

test("[R13] a late command has no effect, but the lead says how late it was", () => {
  const buffer = new InputBuffer(30, 0);
  for (let tick = 1; tick <= 10; tick++) buffer.take(tick);
  expect(buffer.lead(10)).toBe(0);
  buffer.receive(input(7, 5), originOf(1), unlimitedRewind);
  expect(buffer.lead(10)).toBe(-3);
  expect(aimOf(buffer, 11)).toBeUndefined();
  buffer.receive(input(14, 5), originOf(2), unlimitedRewind);
  expect(buffer.lead(11)).toBe(3);
});

test("[R13] commands for more than 2 s ahead are ignored, in the lead as well", () => {
  const buffer = new InputBuffer(30, 100);
  buffer.receive(input(161, 5), originOf(1), unlimitedRewind);
  expect(buffer.lead(100)).toBe(0);
  buffer.receive(input(160, 6), originOf(2), unlimitedRewind);
  expect(buffer.lead(100)).toBe(60);
  for (let tick = 101; tick < 160; tick++) expect(buffer.take(tick).hadCommand).toBe(false);
  expect(aimOf(buffer, 160)).toBe(6);
  expect(buffer.take(161).hadCommand).toBe(false);
});

test("[R13] the first command of a player who joins late takes effect", () => {
  const buffer = new InputBuffer(30, 5000);
  buffer.receive(input(5001, 5), originOf(1), unlimitedRewind);
  expect(aimOf(buffer, 5001)).toBe(5);
});

test("[R50] a view further behind its command than the limit counts as the limit; a nearer one and none stay as they are", () => {
  const buffer = new InputBuffer(30, 100);
  const seen = (back16: number, tick: number): WireCommand => ({
    ...command(1),
    viewTick16: tick * 16 - back16,
  });
  const commands = [seen(240, 105), seen(64, 104), seen(65, 103), { ...command(1), viewTick16: 0 }];
  buffer.receive({ ackTick: 0, newestTick: 105, commands }, originOf(1), 64);
  const backs = [102, 103, 104, 105].map((tick) => {
    const view = buffer.take(tick).command?.viewTick16 ?? NaN;
    return view === 0 ? "none" : tick * 16 - view;
  });
  expect(backs).toEqual(["none", 64, 64, 64]);
});

test("[R50] a repeated command keeps its distance to the player's view", () => {
  const buffer = new InputBuffer(30, 0);
  const newest = { ...command(5), viewTick16: 10 * 16 - 40 };
  buffer.receive({ ackTick: 0, newestTick: 10, commands: [newest] }, originOf(1), unlimitedRewind);
  for (let tick = 1; tick < 10; tick++) buffer.take(tick);
  const backs = [10, 11, 12, 20].map(
    (tick) => tick * 16 - (buffer.take(tick).command?.viewTick16 ?? 0),
  );
  expect(backs).toEqual([40, 40, 40, 40]);
});
