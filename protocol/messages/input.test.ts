import { expect, test } from "vitest";
import { commandsPerInput, MalformedMessage, input } from "../index.ts";
import { bitsAsBytes, isInSpec } from "./arbitrary-messages.suite.ts";

const idle = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };
const burning = { buttons: 16, aim: 512, thrustX: 7, thrustY: -7 };

test("[P10] ackTick, newestTick, count, and per command its controls or a bit for unchanged, and its view delay", () => {
  const message = {
    ackTick: 2,
    newestTick: 5,
    commands: [
      { ...burning, viewTick16: 0 },
      { ...burning, viewTick16: 63 },
      { ...idle, viewTick16: 1 },
    ],
  };
  const body = bitsAsBytes(`
    00000000000000000000000000000010 00000000000000000000000000000101 0010
      010000 1000000000 1110 0000 00000000000000
    0                             00000000000001
    1 000000 0000000000 0111 0111 00000000101111`);
  expect(input.encode(message)).toEqual(body);
  expect(input.decode(body)).toEqual(message);
  expect(isInSpec(body)).toBe(true);
});

test("[P11] as long as fewer inputs in a row are lost than each repeats, no tick misses its command", () => {
  const commandAt = (tick: number) => ({ ...idle, aim: tick & 1023 });
  const received = new Map<number, number>();
  for (let newest = commandsPerInput; newest < 100; newest++) {
    const commands = Array.from({ length: commandsPerInput }, (_, n) => commandAt(newest - n));
    const lost = newest % commandsPerInput !== 0;
    if (lost) continue;
    const arrived = input.decode(input.encode({ ackTick: 0, newestTick: newest, commands }));
    arrived.commands.forEach(({ aim }, n) => received.set(arrived.newestTick - n, aim));
  }
  expect([...received.keys()].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 96 }, (_, n) => n + 1),
  );
});

test("[P12] a view that is not before its command, or too far before it, is sent as the nearest that is allowed", () => {
  const viewed = (viewTick16: number) =>
    input.decode(
      input.encode({ ackTick: 0, newestTick: 2000, commands: [{ ...idle, viewTick16 }] }),
    ).commands[0]?.viewTick16;
  expect([0, 1, 31_000, 31_999, 32_000, 40_000].map(viewed)).toEqual([
    0, 15_617, 31_000, 31_999, 31_999, 31_999,
  ]);
});

test("[P4] thrust beyond 7, a tick before the first, a byte too many or too few: malformed", () => {
  const head = "00000000000000000000000000000000 00000000000000000000000000000001 0000";
  const tail = "00000000000000";
  expect(input.decode(bitsAsBytes(`${head} 000000 0000000000 1110 1110 ${tail}`)).commands).toEqual(
    [{ ...idle, thrustX: 7, thrustY: 7 }],
  );
  for (const thrust of ["1111 0111", "0111 1111"])
    expect(() => input.decode(bitsAsBytes(`${head} 000000 0000000000 ${thrust} ${tail}`))).toThrow(
      MalformedMessage,
    );
  const body = input.encode({ ackTick: 9, newestTick: 9, commands: [idle, idle] });
  for (let length = 0; length < body.length; length++)
    expect(() => input.decode(body.subarray(0, length))).toThrow(MalformedMessage);
  expect(() => input.decode(Uint8Array.of(...body, 0))).toThrow(MalformedMessage);
  const early = body.slice();
  early.fill(0, 4, 8);
  expect(() => input.decode(early)).toThrow(MalformedMessage);
});

test("[P5] controls out of range, no command, more than 16, ticks before the first: RangeError", () => {
  const wrong = [
    { ...idle, thrustX: 8 },
    { ...idle, thrustY: -8 },
    { ...idle, buttons: 64 },
    { ...idle, aim: 1024 },
    { ...idle, aim: Number.NaN },
  ];
  for (const command of wrong)
    expect(() => input.encode({ ackTick: 0, newestTick: 9, commands: [command] })).toThrow(
      RangeError,
    );
  const many = Array.from({ length: 17 }, () => idle);
  expect(() => input.encode({ ackTick: 0, newestTick: 90, commands: [] })).toThrow(RangeError);
  expect(() => input.encode({ ackTick: 0, newestTick: 90, commands: many })).toThrow(RangeError);
  expect(() => input.encode({ ackTick: 0, newestTick: 1, commands: [idle, idle] })).toThrow(
    RangeError,
  );
});
