import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { description, signalingServer, type RawSignalingClient } from "./signaling-server.suite.ts";
import { parseSignalEnvelope } from "./signal-envelope.ts";

const sessions = {
  ada: { room: "lobby", seat: 0 },
  ben: { room: "lobby", seat: 3 },
  cyd: { room: "lobby", seat: 7 },
  eve: { room: "attic", seat: 3 },
};
const offer = { offer: description };

const candidate = {
  candidate: { candidate: "candidate:1 1 UDP 1 127.0.0.1 9 typ host", mid: "0" },
};
const long = { candidate: { candidate: "x".repeat(1022), mid: "0" } };
const video = description.replace("m=application", "m=video");

test("[M1] a connection without the key of a session is refused", async () => {
  const { visitor } = await signalingServer(sessions);
  const strangers = [{}, { key: "nobody" }, { key: 7 }, { key: { $ne: "" } }].map((auth) =>
    visitor(auth),
  );
  for (const stranger of strangers)
    await expect.poll(() => stranger.ended).toBe("no session of that key");
});

test("[M1] a connection from a foreign page is refused, one from ours is not", async () => {
  const { visitor } = await signalingServer(sessions);
  const foreign = visitor({ key: "ada" }, { origin: "http://evil.test" });
  const own = visitor({ key: "ada" }, { origin: "http://crosswire.test" });
  await expect.poll(() => own.events).toEqual([["here", []]]);
  await expect.poll(() => foreign.ended).toBe("websocket error");
});

test("[M1] a member whose session has ended is disconnected with its next signal or heartbeat", async () => {
  const { member, members } = await signalingServer(sessions, 300);
  const [ada, ben, cyd] = [await member("ada"), await member("ben"), await member("cyd")];
  members.delete("ada");
  await expect.poll(() => ada.ended).toBe("io server disconnect");
  await expect.poll(() => ben.events.at(-1)).toEqual(["left", 0]);
  members.delete("ben");
  ben.socket.emit("signal", 7, 1, offer);
  await expect.poll(() => ben.ended).toBe("io server disconnect");
  await expect.poll(() => cyd.events.at(-1)).toEqual(["left", 3]);
  expect(cyd.events.filter(([name]) => name === "signal")).toEqual([]);
});

test("[M1] with too many connections that send no key the oldest is closed, and a member can still connect", async () => {
  const { port, member } = await signalingServer(sessions);
  const ada = await member("ada");
  const closed: number[] = [];
  for (let i = 0; i < 66; i++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/signal/?EIO=4&transport=websocket`);
    onTestFinished(() => socket.close());
    socket.addEventListener("close", () => closed.push(i));
    const opened = new Promise((resolve) => socket.addEventListener("message", resolve));
    await opened;
  }
  await expect.poll(() => closed).toEqual([0, 1]);
  await member("ben");
  await expect.poll(() => ada.events.at(-1)).toEqual(["came", 3]);
  expect(ada.ended).toBeUndefined();
});

test("[M2] members receive who is there, who came and who left, of their own room", async () => {
  const { member } = await signalingServer(sessions);
  const ada = await member("ada");
  const ben = await member("ben");
  const eve = await member("eve");
  const cyd = await member("cyd");
  cyd.socket.disconnect();
  await expect
    .poll(() => ada.events)
    .toEqual([
      ["here", []],
      ["came", 3],
      ["came", 7],
      ["left", 7],
    ]);
  expect(ben.events.slice(0, 2)).toEqual([
    ["here", [0]],
    ["came", 7],
  ]);
  expect(cyd.events).toEqual([["here", [0, 3]]]);
  expect(eve.events).toEqual([["here", []]]);
});

test("[M2] a second connection of a session replaces the first, which is closed", async () => {
  const { member } = await signalingServer(sessions);
  const ada = await member("ada");
  const old = await member("ben");
  const fresh = await member("ben");
  await expect.poll(() => old.ended).toBe("io server disconnect");
  fresh.socket.emit("signal", 0, 1, offer);
  await expect.poll(() => ada.events.at(-1)).toEqual(["signal", 3, 1, offer]);
  expect(ada.events.filter(([name]) => name === "came").length).toBe(2);
});

test("[M3] a signal goes to the seat that it is for, with the seat of its sender, and to no other room", async () => {
  const { member } = await signalingServer(sessions);
  const [ada, ben, cyd, eve] = [
    await member("ada"),
    await member("ben"),
    await member("cyd"),
    await member("eve"),
  ];
  ada.socket.emit("signal", 3, 9, offer);
  ben.socket.emit("signal", 0, 9, { answer: description });
  ada.socket.emit("signal", 3, 9, candidate);
  // Seat 3 of the attic is another player, seat 9 is empty, seat 0 is the sender.
  eve.socket.emit("signal", 0, 9, offer);
  ada.socket.emit("signal", 9, 9, offer);
  ada.socket.emit("signal", 0, 9, offer);
  cyd.socket.emit("signal", 0, 4, offer);
  const signals = (visitor: RawSignalingClient) =>
    visitor.events.filter(([name]) => name === "signal");
  await expect
    .poll(() => signals(ada))
    .toEqual([
      ["signal", 3, 9, { answer: description }],
      ["signal", 7, 4, offer],
    ]);
  expect(signals(ben)).toEqual([
    ["signal", 0, 9, offer],
    ["signal", 0, 9, candidate],
  ]);
  expect([signals(cyd), signals(eve)]).toEqual([[], []]);
});

test.each<[string, (visitor: RawSignalingClient) => void]>([
  ["another event", ({ socket }) => socket.emit("here", [1])],
  ["no signal", ({ socket }) => socket.emit("signal")],
  ["a signal for half a seat", ({ socket }) => socket.emit("signal", 0.5, 1, offer)],
  ["an empty signal", ({ socket }) => socket.emit("signal", 0, 1, {})],
  ["two signals in one", ({ socket }) => socket.emit("signal", 0, 1, { offer: "", answer: "" })],
  ["a seat of its own choice", ({ socket }) => socket.emit("signal", 0, 1, { ...offer, from: 7 })],
  ["bytes", ({ socket }) => socket.emit("signal", 0, 1, new Uint8Array(100))],
  [
    "seventeen kilobytes",
    ({ socket }) => socket.emit("signal", 0, 1, { offer: "v".repeat(17_000) }),
  ],
  ["text that is no packet", ({ socket }) => void socket.io.engine.write("9garbage")],
  ["half a packet", ({ socket }) => void socket.io.engine.write('2["signal",')],
  ["an offer of video", ({ socket }) => socket.emit("signal", 0, 1, { offer: video })],
  ["an answer that is none", ({ socket }) => socket.emit("signal", 0, 1, { answer: "v=0" })],
  ["65 offers at once", ({ socket }) => fill(65, () => socket.emit("signal", 0, 1, offer))],
  [
    "1601 signals at once",
    ({ socket }) => fill(1601, () => socket.emit("signal", 0, 1, candidate)),
  ],
  ["513 kilobytes at once", ({ socket }) => fill(513, () => socket.emit("signal", 0, 1, long))],
])("[M4] %s closes the connection of its sender, and no other", async (_what, send) => {
  const { member } = await signalingServer(sessions);
  const [ada, ben, cyd] = [await member("ada"), await member("ben"), await member("cyd")];
  send(ben);
  await expect.poll(() => ben.ended).toBeDefined();
  await expect.poll(() => ada.events.at(-1)).toEqual(["left", 3]);
  cyd.socket.emit("signal", 0, 1, offer);
  await expect.poll(() => ada.events.at(-1)).toEqual(["signal", 7, 1, offer]);
  expect(ada.ended).toBeUndefined();
});

test("[M4] the signals for eight peers are forwarded at once, and as many again one minute later", async () => {
  const { member, turn } = await signalingServer(sessions);
  const [ada, ben] = [await member("ada"), await member("ben")];
  const said = (count: number) => () =>
    ada.events.filter(([name]) => name === "signal").length - count;
  fill(64, () => ben.socket.emit("signal", 0, 1, offer));
  fill(800, () => ben.socket.emit("signal", 0, 1, candidate));
  await expect.poll(said(864)).toBe(0);
  turn(60_000);
  fill(64, () => ben.socket.emit("signal", 0, 1, offer));
  await expect.poll(said(928)).toBe(0);
  expect(ben.ended).toBeUndefined();
});

test("[M4] a new connection of a session does not reset its budget", async () => {
  const { member } = await signalingServer(sessions);
  const ada = await member("ada");
  const first = await member("ben");
  fill(64, () => first.socket.emit("signal", 0, 1, offer));
  await expect.poll(() => ada.events.length).toBe(66);
  const second = await member("ben");
  second.socket.emit("signal", 0, 1, offer);
  await expect.poll(() => second.ended).toBe("io server disconnect");
  expect(ada.events.filter(([name]) => name === "signal")).toHaveLength(64);
});

test("[M4] a session may connect ten times at once, and once more six seconds later", async () => {
  const { visitor, turn } = await signalingServer(sessions);
  const visitors = Array.from({ length: 11 }, () => visitor({ key: "ada" }));
  await expect
    .poll(() => visitors.filter(({ ended }) => ended?.startsWith("too many")))
    .toHaveLength(1);
  turn(6000);
  const late = visitor({ key: "ada" });
  await expect.poll(() => late.events).toEqual([["here", []]]);
});

test("[M4] a description is forwarded without any address, and candidates are forwarded as they are", async () => {
  const { member } = await signalingServer(sessions);
  const [ada, ben] = [await member("ada"), await member("ben")];
  const { candidate: line } = candidate.candidate;
  ben.socket.emit("signal", 0, 1, {
    offer: `${description}a=${line}\r\n`
      .replace("0.0.0.0", "192.0.2.7")
      .replace("m=application 9", "m=application 51000"),
  });
  ben.socket.emit("signal", 0, 1, candidate);
  await expect
    .poll(() => ada.events.slice(2))
    .toEqual([
      ["signal", 3, 1, offer],
      ["signal", 3, 1, candidate],
    ]);
});

test("[M4] from any arguments only the fields of a signal envelope are forwarded", () => {
  const nearly = fc.tuple(
    fc.oneof(fc.nat(300), fc.anything()),
    fc.oneof(fc.nat(), fc.anything()),
    fc.oneof(
      fc.record({
        candidate: fc.record({ candidate: fc.string(), mid: fc.string(), more: fc.anything() }),
      }),
      fc.constant(offer),
      fc.anything(),
    ),
  );
  let [forwarded, refused] = [0, 0];
  fc.assert(
    fc.property(fc.oneof(nearly, fc.array(fc.anything())), (args) => {
      const envelope = parseSignalEnvelope(args);
      if (!envelope) return void (refused += 1);
      forwarded += 1;
      expect(Object.keys(envelope)).toEqual(["to", "attempt", "signal"]);
      expect(envelope).toMatchObject({ to: args[0], attempt: args[1] });
      if ("candidate" in envelope.signal)
        expect(Object.keys(envelope.signal.candidate)).toEqual(["candidate", "mid"]);
    }),
    { numRuns: 500 },
  );
  expect([forwarded > 0, refused > 0]).toEqual([true, true]);
});

function fill(count: number, act: () => void): void {
  for (let i = 0; i < count; i++) act();
}
