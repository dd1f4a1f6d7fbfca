/**
 * The bounds of the TCP relay: what it holds, how many connections it serves, what it refuses, and that it leaves nothing
 * open.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { ManualClock } from "../testing/manual-clock.suite.ts";
import { type Choices, host, setUp } from "../testing/tcp-ends.suite.ts";
import type { Hook, StreamEvent } from "./hook.ts";
import { tcpRelay } from "./tcp-relay.ts";

const drop = () => {};

/** More than the kernels and the relay buffer for a connection that is not read. */
const flood = Buffer.alloc(32 * 2 ** 20, "x");

/** Counts what arrives of the first connection, and passes every other one on. */
function countFirst(hook: Hook<StreamEvent>) {
  let flows = 0;
  const counted = { bytes: 0 };
  const hooks = () => {
    if (++flows > 1) return {};
    const up: Hook<StreamEvent> = (event, forward) => {
      counted.bytes += event.length;
      hook(event, forward);
    };
    return { up };
  };
  return { counted, hooks };
}

test("an end that does not read holds up the sender, and then receives all", async () => {
  const { counted, hooks } = countFirst((event, forward) => forward(event));
  const { pair } = await setUp({ hooks });
  const [client, target] = await pair();
  target.socket.pause();
  const [reading, readingAt] = await pair();
  client.socket.end(flood);
  reading.socket.end(flood);
  // As much passes on another connection meanwhile.
  await expect.poll(() => readingAt.endings, { timeout: 10_000 }).toEqual(["end"]);
  expect(counted.bytes).toBeLessThan(flood.length / 2);
  target.socket.resume();
  await expect.poll(() => target.endings, { timeout: 10_000 }).toEqual(["end"]);
  expect(Buffer.concat(target.chunks).equals(flood)).toBe(true);
});

test("a delay holds no more than its bound and a chunk, and then the sender waits", async () => {
  const clock = new ManualClock();
  const maxHeldBytes = 100_000;
  const maxChunkBytes = 65_536;
  const { counted, hooks } = countFirst((event, forward) => forward(event, 40));
  const { pair } = await setUp({ clock, maxQueuedBytes: maxHeldBytes, hooks });
  const [client] = await pair();
  const [passing, passingAt] = await pair();
  client.socket.write(flood);
  passing.socket.end(flood);
  await expect.poll(() => passingAt.endings, { timeout: 10_000 }).toEqual(["end"]);
  const held = counted.bytes;
  expect(held).toBeGreaterThan(maxHeldBytes - maxChunkBytes);
  expect(held).toBeLessThanOrEqual(maxHeldBytes + maxChunkBytes);
  clock.advance(40);
  await expect.poll(() => counted.bytes).toBeGreaterThan(held);
});

test("one connection too many is refused, and the others stay", async () => {
  const { pair, dial } = await setUp({ maxFlows: 2 });
  const [first] = await pair();
  const [second, secondAt] = await pair();
  const third = await dial();
  await expect.poll(() => third.endings).toHaveLength(1);
  second.socket.end("still here");
  await expect.poll(() => secondAt.text()).toBe("still here");
  expect(first.endings).toEqual([]);
  // Another connection can take the place of one that closed.
  secondAt.socket.end();
  await expect.poll(() => second.endings).toEqual(["end"]);
  const [, fourthAt] = await pair();
  expect(fourthAt.endings).toEqual([]);
});

test("closing closes every socket and timer, also of connections that a hook has cut", async () => {
  const clock = new ManualClock();
  const { relay, pair } = await setUp({
    clock,
    hooks: () => ({ up: (event, forward) => forward(event, 40), down: drop }),
  });
  const [first, firstAt] = await pair();
  const [second, secondAt] = await pair();
  first.socket.write("held");
  await expect.poll(() => clock.pendingTimers).toBe(1);
  secondAt.socket.resetAndDestroy();
  const closed = [first, firstAt, second].map(({ socket }) => {
    socket.end();
    return once(socket, "close");
  });
  await Promise.all([relay.close(), relay.close()]);
  await Promise.all(closed);
  expect(clock.pendingTimers).toBe(0);
  clock.advance(40);
  expect(firstAt.text()).toBe("");
  const late = connect(relay.port, host);
  await expect(once(late, "connect")).rejects.toThrow("ECONNREFUSED");
});

test.each([
  ["a name for the target", { target: { host: "localhost", port: 1 } }],
  ["port 0 of the target", { target: { host, port: 0 } }],
  ["a port past the last", { target: { host, port: 65_536 } }],
  ["a half port", { target: { host, port: 1.5 } }],
  ["a name to listen on", { listenOn: { host: "localhost" } }],
  ["a negative port to listen on", { listenOn: { port: -1 } }],
  ["no room for a flow", { maxFlows: 0 }],
  ["no room for a byte", { maxQueuedBytes: Number.NaN }],
])("refuses %s", async (_what, wrong: Choices) => {
  await expect(tcpRelay({ target: { host, port: 1 }, ...wrong })).rejects.toThrow(RangeError);
});

test("a port that is taken is an error, and leaves nothing open", async () => {
  const { relay } = await setUp();
  const second = tcpRelay({ target: { host, port: 1 }, listenOn: { port: relay.port } });
  await expect(second).rejects.toThrow("EADDRINUSE");
});
