/** The UDP relay between real sockets of the loopback: which datagrams each end receives, and from whom. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "../testing/manual-clock.suite.ts";
import type { Hook } from "./hook.ts";
import { udpRelay, type UdpRelayOptions } from "./udp-relay.ts";

const host = "127.0.0.1";

/** A socket that keeps what it receives. */
class End {
  readonly socket: Socket = createSocket("udp4");
  readonly received: { readonly text: string; readonly from: RemoteInfo }[] = [];

  constructor() {
    this.socket.on("message", (bytes, from) => this.received.push({ text: String(bytes), from }));
    onTestFinished(() => this.socket[Symbol.asyncDispose]());
  }

  texts(): string[] {
    return this.received.map(({ text }) => text);
  }

  /** The ports that sent to this one, each once. */
  ports(): number[] {
    return [...new Set(this.received.map(({ from }) => from.port))];
  }
}

async function bound(): Promise<End> {
  const end = new End();
  await once(end.socket.bind(0, host), "listening");
  return end;
}

async function setUp(choices: Partial<UdpRelayOptions> = {}) {
  const target = await bound();
  const relay = await udpRelay({
    target: { host, port: target.socket.address().port },
    ...choices,
  });
  onTestFinished(() => relay.close());
  const send = (from: End, text: string) => from.socket.send(text, relay.port, host);
  const answer = (text: string, port = target.received.at(-1)!.from.port) =>
    target.socket.send(text, port, host);
  return { relay, target, send, answer, client: await bound() };
}

const upOnly = (hook: Hook<Buffer>) => () => ({ up: hook });

test("without hooks both directions pass, and each client receives its own answers", async () => {
  const { relay, target, send, answer, client } = await setUp();
  const other = await bound();
  send(client, "from one");
  await expect.poll(() => target.texts()).toEqual(["from one"]);
  send(other, "from the other");
  await expect.poll(() => target.texts()).toEqual(["from one", "from the other"]);
  expect(target.ports()).toHaveLength(2);
  for (const { text, from } of target.received) answer(`to what came ${text}`, from.port);
  await expect.poll(() => client.texts()).toEqual(["to what came from one"]);
  await expect.poll(() => other.texts()).toEqual(["to what came from the other"]);
  expect(client.ports()).toEqual([relay.port]);
});

test.each(["up", "down"])("a hook of one direction meets that direction only: %s", async (way) => {
  const arrived: string[] = [];
  const { target, send, answer, client } = await setUp({
    hooks: () => ({
      [way]: (datagram: Buffer, forward: (it: Buffer) => void) => {
        arrived.push(String(datagram));
        forward(datagram);
      },
    }),
  });
  send(client, "up");
  await expect.poll(() => target.texts()).toEqual(["up"]);
  answer("down");
  await expect.poll(() => client.texts()).toEqual(["down"]);
  expect(arrived).toEqual([way]);
});

test("hooks are made for each client, with its endpoint", async () => {
  const seen: unknown[] = [];
  const { target, send, client } = await setUp({ hooks: (it) => (seen.push(it), {}) });
  const other = await bound();
  for (const end of [client, client, other]) send(end, "x");
  await expect.poll(() => target.received).toHaveLength(3);
  expect(seen).toHaveLength(2);
  for (const { socket } of [client, other])
    expect(seen).toContainEqual({ host, port: socket.address().port });
});

test("a hook may drop a datagram, repeat it and change it", async () => {
  const { target, send, client } = await setUp({
    hooks: upOnly((datagram, forward) => {
      const text = String(datagram);
      if (text === "drop") return;
      forward(text === "change" ? Buffer.from("changed") : datagram);
      if (text === "repeat") forward(datagram);
    }),
  });
  for (const text of ["drop", "repeat", "change"]) send(client, text);
  await expect.poll(() => target.texts()).toEqual(["repeat", "repeat", "changed"]);
});

test("each datagram has a delay of its own, and a shorter one overtakes", async () => {
  const clock = new ManualClock();
  const { target, send, client } = await setUp({
    clock,
    hooks: upOnly((datagram, forward) => forward(datagram, Number(String(datagram)))),
  });
  const idleTimer = 1;
  for (const text of ["40", "10"]) send(client, text);
  await expect.poll(() => clock.pendingTimers).toBe(idleTimer + 2);
  clock.advance(9);
  send(client, "0");
  await expect.poll(() => target.texts()).toEqual(["0"]);
  clock.advance(1);
  await expect.poll(() => target.texts()).toEqual(["0", "10"]);
  clock.advance(30);
  await expect.poll(() => target.texts()).toEqual(["0", "10", "40"]);
});

test("a delay holds no more than its bound, and drops the newest", async () => {
  const clock = new ManualClock();
  let arrived = 0;
  const { target, send, client } = await setUp({
    clock,
    maxQueuedBytes: 2500,
    hooks: upOnly((datagram, forward) => {
      arrived += 1;
      forward(datagram, 40);
    }),
  });
  const datagram = (name: string) => name.padEnd(1000);
  for (const name of ["first", "second", "third"]) send(client, datagram(name));
  await expect.poll(() => arrived).toBe(3);
  clock.advance(40);
  await expect.poll(() => target.texts()).toEqual([datagram("first"), datagram("second")]);
  // The datagrams that left made room.
  send(client, datagram("fourth"));
  await expect.poll(() => arrived).toBe(4);
  clock.advance(40);
  await expect.poll(() => target.texts().slice(2)).toEqual([datagram("fourth")]);
});

test("one client too many is not served, and the others stay", async () => {
  const { target, send, client } = await setUp({ maxFlows: 2 });
  const [second, third] = [await bound(), await bound()];
  send(client, "1");
  await expect.poll(() => target.texts()).toEqual(["1"]);
  send(second, "2");
  await expect.poll(() => target.texts()).toEqual(["1", "2"]);
  send(third, "3");
  send(client, "4");
  await expect.poll(() => target.texts()).toEqual(["1", "2", "4"]);
  expect(target.ports()).toHaveLength(2);
});

test("a client idle for long enough is forgotten, and one in use in either direction is not", async () => {
  const clock = new ManualClock();
  const { target, send, answer, client } = await setUp({ clock, idleMs: 1000, maxFlows: 1 });
  send(client, "first");
  await expect.poll(() => target.texts()).toEqual(["first"]);
  clock.advance(900);
  send(client, "up");
  await expect.poll(() => target.texts()).toEqual(["first", "up"]);
  clock.advance(900);
  answer("down");
  await expect.poll(() => client.texts()).toEqual(["down"]);
  clock.advance(900);
  send(client, "still the same");
  await expect.poll(() => target.texts()).toHaveLength(3);
  expect(target.ports()).toHaveLength(1);
  expect(clock.pendingTimers).toBe(1);

  clock.advance(1000);
  expect(clock.pendingTimers).toBe(0);
  // Another client can take its place.
  const other = await bound();
  send(other, "another");
  await expect.poll(() => target.texts().at(-1)).toBe("another");
  expect(target.ports()).toHaveLength(2);
});

test("datagrams of other programs to a client's socket do not reach the client", async () => {
  const { target, send, answer, client } = await setUp();
  send(client, "hello");
  await expect.poll(() => target.texts()).toEqual(["hello"]);
  const { port } = target.received[0]!.from;
  const stranger = await bound();
  await new Promise((sent) => stranger.socket.send("forged", port, host, sent));
  answer("answer");
  await expect.poll(() => client.texts()).toEqual(["answer"]);
});

test("a datagram that cannot be sent is lost, and the next one arrives", async () => {
  const { target, send, client } = await setUp({
    hooks: upOnly((datagram, forward) => {
      forward(Buffer.alloc(70_000));
      forward(datagram);
    }),
  });
  send(client, "fits");
  await expect.poll(() => target.texts()).toEqual(["fits"]);
});

test("closing drops what waits, and closes every socket and timer", async () => {
  const clock = new ManualClock();
  let forwardLater = (): void => {};
  const { relay, target, send, client } = await setUp({
    clock,
    hooks: upOnly((datagram, forward) => {
      forwardLater = () => forward(datagram);
      forward(Buffer.from("at once"));
      forward(datagram, 40);
    }),
  });
  send(client, "held");
  await expect.poll(() => target.texts()).toEqual(["at once"]);
  const backPort = target.ports()[0]!;
  await Promise.all([relay.close(), relay.close()]);
  expect(clock.pendingTimers).toBe(0);
  forwardLater();
  // Both of its ports can be bound again.
  for (const port of [relay.port, backPort]) {
    const { socket } = new End();
    await once(socket.bind(port, host), "listening");
  }
  client.socket.send("to the target", target.socket.address().port, host);
  await expect.poll(() => target.texts()).toEqual(["at once", "to the target"]);
});

test.each([
  ["a name for the target", { target: { host: "localhost", port: 1 } }],
  ["port 0 of the target", { target: { host, port: 0 } }],
  ["a port past the last to listen on", { listenOn: { port: 65_536 } }],
  ["no time to be idle", { idleMs: 0 }],
])("refuses %s", async (_what, wrong: Partial<UdpRelayOptions>) => {
  await expect(udpRelay({ target: { host, port: 1 }, ...wrong })).rejects.toThrow(RangeError);
});

test("a port that is taken is an error", async () => {
  const { relay } = await setUp();
  const second = udpRelay({ target: { host, port: 1 }, listenOn: { port: relay.port } });
  await expect(second).rejects.toThrow("EADDRINUSE");
});
