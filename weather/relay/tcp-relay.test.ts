/** The TCP relay between real sockets: what each end sends, what the hooks make of it, and what the other end receives. */
import { expect, test } from "vitest";
import { ManualClock } from "../testing/manual-clock.suite.ts";
import { type TcpEnd, host, setUp } from "../testing/tcp-ends.suite.ts";
import type { Hook, StreamEvent } from "./hook.ts";

const both = (hook: Hook<StreamEvent>) => () => ({ up: hook, down: hook });
const upOnly = (hook: Hook<StreamEvent>) => () => ({ up: hook });

test("without hooks both directions pass, and half a connection closes alone", async () => {
  const { pair } = await setUp();
  const [client, target] = await pair();
  client.socket.end("question");
  await expect.poll(() => [target.text(), target.endings]).toEqual(["question", ["end"]]);
  target.socket.write("answer");
  await expect.poll(() => client.text()).toBe("answer");
  expect(client.endings).toEqual([]);
  target.socket.end();
  await expect.poll(() => client.endings).toEqual(["end"]);
});

test.each([
  ["up", ([client, target]: [TcpEnd, TcpEnd]) => [client, target] as const],
  ["down", ([client, target]: [TcpEnd, TcpEnd]) => [target, client] as const],
] as const)("a hook of one direction meets that direction only: %s", async (direction, inOrder) => {
  const arrived: StreamEvent[] = [];
  const { pair } = await setUp({
    hooks: () => ({ [direction]: (event: StreamEvent) => void arrived.push(event) }),
  });
  const [hooked, other] = inOrder(await pair());
  hooked.socket.end("hooked");
  other.socket.end("other");
  await expect.poll(() => arrived).toEqual([Buffer.from("hooked"), "end"]);
  await expect.poll(() => [hooked.text(), hooked.endings]).toEqual(["other", ["end"]]);
  expect([other.text(), other.endings]).toEqual(["", []]);
});

test("hooks are made for each connection, with the client's endpoint", async () => {
  const seen: unknown[] = [];
  const { dial } = await setUp({ hooks: (client) => ({ up: () => void seen.push(client) }) });
  const clients = [await dial(), await dial()];
  for (const { socket } of clients) {
    socket.write("x");
    await expect.poll(() => seen).toContainEqual({ host, port: socket.localPort });
  }
});

test("a hook may change bytes, repeat them, and reset the connection after them", async () => {
  const { pair } = await setUp({
    hooks: upOnly((_event, forward) => {
      for (const text of ["one ", "two ", "two"]) forward(Buffer.from(text));
      forward("reset");
    }),
  });
  const [client, target] = await pair();
  client.socket.write("zero");
  await expect.poll(() => target.text()).toBe("one two two");
  for (const end of [client, target]) await expect.poll(() => end.endings).toEqual(["ECONNRESET"]);
});

test("the pieces that a hook makes arrive as pieces", async () => {
  const { pair } = await setUp({
    hooks: upOnly((event, forward) => {
      for (const byte of event as Buffer) forward(Buffer.of(byte));
    }),
  });
  const [client, target] = await pair();
  client.socket.write("abcdefgh");
  await expect.poll(() => target.text()).toBe("abcdefgh");
  expect(target.chunks.length).toBeGreaterThan(1);
});

test("a delay holds up what follows it, the end of the stream too", async () => {
  const clock = new ManualClock();
  const { pair } = await setUp({
    clock,
    hooks: upOnly((event, forward) => forward(event, String(event) === "slow" ? 40 : 0)),
  });
  const [client, target] = await pair();
  client.socket.write("fast ");
  await expect.poll(() => target.text()).toBe("fast ");
  client.socket.write("slow");
  await expect.poll(() => clock.pendingTimers).toBe(1);
  client.socket.end(" after");
  clock.advance(39);
  target.socket.write("answer");
  // A message has passed both ways, and nothing of the delayed one has come.
  await expect.poll(() => client.text()).toBe("answer");
  expect([target.text(), target.endings]).toEqual(["fast ", []]);
  clock.advance(1);
  await expect.poll(() => [target.text(), target.endings]).toEqual(["fast slow after", ["end"]]);
});

test.each([
  ["the client", (client: TcpEnd, target: TcpEnd) => [client, target] as const],
  ["the target", (client: TcpEnd, target: TcpEnd) => [target, client] as const],
])("a reset by %s reaches the other end as a reset", async (_who, inOrder) => {
  const { pair } = await setUp();
  const [resetting, other] = inOrder(...(await pair()));
  resetting.socket.resetAndDestroy();
  await expect.poll(() => other.endings).toEqual(["ECONNRESET"]);
});

test("a target that refuses the connection resets the client", async () => {
  const { server, dial } = await setUp();
  await new Promise((done) => server.close(done));
  const client = await dial();
  await expect.poll(() => client.endings).toEqual(["ECONNRESET"]);
});

test("a cut connection is silent: neither end receives the other's end or reset", async () => {
  const arrived: StreamEvent[] = [];
  const { pair } = await setUp({ hooks: both((event) => void arrived.push(event)) });
  const [ended, endedAt] = await pair();
  ended.socket.end("unheard");
  const [killed, killedAt] = await pair();
  killed.socket.resetAndDestroy();
  await expect.poll(() => arrived).toEqual(expect.arrayContaining(["end", "reset"]));
  // A third connection passes both ways after them.
  await pair();
  for (const end of [endedAt, killedAt]) expect([end.text(), end.endings]).toEqual(["", []]);
});

test("a change of what a hook reads takes effect on connections that are open", async () => {
  let isOpen = false;
  const arrived: StreamEvent[] = [];
  const { pair } = await setUp({
    hooks: upOnly((event, forward) => {
      arrived.push(event);
      if (isOpen) forward(event);
    }),
  });
  const [client, target] = await pair();
  client.socket.write("lost");
  await expect.poll(() => arrived).toHaveLength(1);
  isOpen = true;
  client.socket.write("heard");
  await expect.poll(() => target.text()).toBe("heard");
});

test("a delay that no network has is refused", async () => {
  const refused: unknown[] = [];
  const { pair } = await setUp({
    hooks: upOnly((event, forward) => {
      for (const delayMs of [-1, Number.NaN, Infinity, 60_001]) {
        try {
          forward(event, delayMs);
        } catch (error) {
          refused.push(error);
        }
      }
      forward(event, 0);
    }),
  });
  const [client, target] = await pair();
  client.socket.write("once");
  await expect.poll(() => target.text()).toBe("once");
  expect(refused).toEqual([0, 1, 2, 3].map(() => expect.any(RangeError)));
});
