/** The typed service on a real port, over a real HTTP/2 connection, with a room on the real clock. */
import { once } from "node:events";
import { connect } from "node:http2";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { expect, onTestFinished, test } from "vitest";
import { Game } from "#protocol/wire";
import { GrpcTestClient, type RequestInit } from "./grpc-client.suite.ts";
import { grpcServer } from "./grpc-server.suite.ts";

const playHeaders = {
  ":method": "POST",
  ":path": "/crosswire.v1.Game/Play",
  "content-type": "application/grpc+proto",
  te: "trailers",
};

test("[G1] a join is answered with seat, tick rate, name and room", async () => {
  const { port } = await grpcServer();
  const first = GrpcTestClient.join(port, { name: "Ada", room: "hall" });
  await expect.poll(() => first.events.length).toBeGreaterThan(0);
  const second = GrpcTestClient.join(port, { name: "Ada", room: "hall" });
  await expect.poll(() => second.all("joined")).toHaveLength(1);
  expect([first.events[0], second.events[0]]).toMatchObject([
    { case: "joined", value: { seat: 0, tickRateHz: 60, name: "Ada", room: "hall" } },
    { case: "joined", value: { seat: 1, tickRateHz: 60, name: "Ada 2", room: "hall" } },
  ]);
});

test("[G1] a first request that is not a join, a second join and an invalid room are errors with a reason", async () => {
  const { port, rooms } = await grpcServer();
  const join: RequestInit = { case: "join", value: {} };
  const errors: [RequestInit[], Code, string][] = [
    [[{ case: "chat", value: { text: "hi" } }], Code.FailedPrecondition, "chat before join"],
    [[join, join], Code.FailedPrecondition, "joined already"],
    [[{ case: "join", value: { room: "No such room!" } }], Code.InvalidArgument, "a room is"],
  ];
  for (const [requests, code, reason] of errors) {
    const error = await new GrpcTestClient(port, ...requests).ended;
    expect(error).toMatchObject({ code, rawMessage: expect.stringContaining(reason) });
  }
  await expect.poll(() => rooms.list().map((room) => room.playerCount)).toEqual([0]);
});

test("[G1] a full room refuses with the reason", async () => {
  const { port } = await grpcServer();
  for (let i = 0; i < 16; i++) {
    const client = GrpcTestClient.join(port);
    await expect.poll(() => client.all("joined")).toHaveLength(1);
  }
  expect(await GrpcTestClient.join(port).ended).toMatchObject({
    code: Code.ResourceExhausted,
    rawMessage: "room lobby is full: 16 of 16 seats",
  });
});

test.each(["/crosswire.v1.Game/Play", "/crosswire.v1.Wire/Link"])(
  "[R19] %s refuses a page of another origin, and a call to another name",
  async (path) => {
    const { port, rooms } = await grpcServer();
    for (const headers of [{ origin: "http://evil.example" }, { ":authority": "evil.example" }]) {
      const session = connect(`http://127.0.0.1:${port}`);
      onTestFinished(() => session.destroy());
      const stream = session.request({ ...playHeaders, ":path": path, ...headers });
      stream.write(Buffer.alloc(5));
      const [trailers] = (await once(stream.resume(), "trailers")) as [Record<string, string>];
      expect(trailers["grpc-status"]).toBe(String(Code.PermissionDenied));
      expect(decodeURIComponent(trailers["grpc-message"] ?? "")).toContain(
        "ALLOWED_ORIGINS=http://evil.example",
      );
    }
    expect(rooms.list()).toEqual([]);
  },
);

test("[G1] a stream without a join is ended", { timeout: 12_000 }, async () => {
  const { port, rooms } = await grpcServer();
  const session = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const stream = session.request(playHeaders);
  stream.on("error", () => {});
  await new Promise((resolve) => stream.once("close", resolve));
  expect(rooms.list()).toEqual([]);
});

test("[G2] a joined client is a player like any other", async () => {
  const { port, rooms } = await grpcServer({ fillTo: 4 });
  const [ada, bob] = [
    GrpcTestClient.join(port, { name: "Ada" }),
    GrpcTestClient.join(port, { name: "Bob" }),
  ];
  await expect.poll(() => ada.all("roster").at(-1)?.players.length).toBe(4);
  const players = () =>
    ada
      .all("roster")
      .at(-1)
      ?.players.filter(({ bot }) => !bot) ?? [];
  await expect
    .poll(() =>
      players()
        .map(({ name }) => name)
        .sort(),
    )
    .toEqual(["Ada", "Bob"]);
  expect(players().map(({ transport }) => transport)).toEqual(["grpc", "grpc"]);
  expect(rooms.list()[0]?.playerCount).toBe(2);
  await expect.poll(() => ada.newest?.ships.length).toBe(3);
  bob.send({ case: "chat", value: { text: "hé" } });
  const seat = bob.all("joined")[0]?.seat;
  await expect.poll(() => ada.all("chatLine")).toMatchObject([{ seat, text: "hé" }]);
});

test("[G2] [G4] ships fly, shoot and are seen in plain units", async () => {
  const { port } = await grpcServer();
  const ada = GrpcTestClient.join(port, { name: "Ada" });
  await expect.poll(() => ada.newest?.you?.flying).toBe(true);
  const bob = GrpcTestClient.join(port, { name: "Bob" });
  const start = ada.newest!.you!;
  ada.send({ case: "control", value: { thrustX: 9, aimTurns: -0.25, fire: true } });
  await expect
    .poll(() => Math.hypot(ada.newest!.you!.x - start.x, ada.newest!.you!.y - start.y))
    .toBeGreaterThan(20);
  await expect
    .poll(() => bob.newest?.pulses.some(({ seat, vy }) => seat === 0 && vy < -100))
    .toBe(true);
  expect(ada.newest!.you!.aimTurns).toBe(0.75);
  const seen = bob.all("snapshot").findLast(({ ships }) => ships.length === 1)!;
  const own = ada.all("snapshot").find(({ tick }) => tick === seen.tick);
  // With the precision that a snapshot has for another ship.
  const { x, y, aimTurns, energy, flying } = own!.you!;
  expect(seen.ships).toMatchObject([
    { seat: 0, x: Math.round(x * 4) / 4, y: Math.round(y * 4) / 4, aimTurns, energy, flying },
  ]);
});

test("[G3] a press counts, however short, and is held no longer", async () => {
  const { port } = await grpcServer();
  const ada = GrpcTestClient.join(port);
  await expect.poll(() => ada.newest?.you?.flying).toBe(true);
  ada.send({ case: "control", value: { dash: true, thrustX: 1 } });
  ada.send({ case: "control", value: {} });
  const dashes = () =>
    ada
      .all("snapshot")
      .flatMap(({ acts }) => acts.filter(({ type, seat }) => type === 3 && seat === 0));
  await expect.poll(dashes).toHaveLength(1);
  // A held control would dash again as soon as the wait is over.
  await expect.poll(() => ada.newest!.you!.dashWaitTicks, { timeout: 5000 }).toBe(0);
  const tick = ada.newest!.tick;
  await expect.poll(() => ada.newest!.tick).toBeGreaterThan(tick + 5);
  expect(dashes()).toHaveLength(1);
});

test("[G3] a control that is not a finite number is an error", async () => {
  const { port } = await grpcServer();
  const ada = GrpcTestClient.join(port);
  ada.send({ case: "control", value: { aimTurns: Number.NaN } });
  expect(await ada.ended).toMatchObject({ code: Code.InvalidArgument });
});

test("[G4] snapshots come once a tick, or as often as was asked for", async () => {
  const { port } = await grpcServer();
  const [all, some] = [
    GrpcTestClient.join(port),
    GrpcTestClient.join(port, { snapshotRateHz: 10 }),
  ];
  await expect.poll(() => some.all("snapshot").length).toBeGreaterThan(5);
  await expect.poll(() => all.all("snapshot").length).toBeGreaterThan(30);
  const steps = (client: GrpcTestClient) =>
    client.all("snapshot").map(({ tick }, i, { [i - 1]: last }) => tick - (last?.tick ?? tick));
  const median = (client: GrpcTestClient) =>
    steps(client).sort((a, b) => a - b)[Math.floor(steps(client).length / 2)];
  expect([median(all), median(some)]).toEqual([1, 6]);
});

test("[G6] the ship leaves when the stream ends or breaks", async () => {
  const { port, rooms, sessions } = await grpcServer();
  const [ada, bob] = [GrpcTestClient.join(port), GrpcTestClient.join(port)];
  await expect.poll(() => rooms.list()[0]?.playerCount).toBe(2);
  ada.finish();
  await expect.poll(() => rooms.list()[0]?.playerCount).toBe(1);
  expect(await ada.ended).toBeUndefined();
  bob.hangUp();
  await expect.poll(() => rooms.list()[0]?.playerCount).toBe(0);
  expect(sessions.count).toBe(0);
});

test("[G6] more requests than a player makes are refused", async () => {
  // A clock that stands still refills nothing, however slow this machine is.
  const { port, rooms } = await grpcServer({ now: () => 0 });
  const ada = GrpcTestClient.join(port);
  for (let i = 0; i < 3000; i++) ada.send({ case: "control", value: {} });
  expect(await ada.ended).toMatchObject({ code: Code.ResourceExhausted });
  await expect.poll(() => rooms.list()[0]?.playerCount).toBe(0);
});

test("[G6] a room that closes says unavailable", async () => {
  const { port, rooms } = await grpcServer();
  const ada = GrpcTestClient.join(port);
  await expect.poll(() => ada.all("joined")).toHaveLength(1);
  rooms.closeAll();
  expect(await ada.ended).toMatchObject({
    code: Code.Unavailable,
    rawMessage: "the room has closed",
  });
});

test("[G5] a reader that pauses gets the newest snapshot when it reads again", async () => {
  const { port, rooms } = await grpcServer({ fillTo: 16 });
  const session = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const stream = session.request(playHeaders);
  const { input, output } = Game.method.play;
  const join = toBinary(input, create(input, { request: { case: "join", value: {} } }));
  stream.write(Buffer.concat([Buffer.from([0, 0, 0, 0, join.length]), join]));
  await once(stream, "response");
  const room = rooms.list()[0]!;
  // More than a kilobyte each: far more than the window holds.
  const started = room.tick();
  await expect.poll(() => room.tick() - started, { timeout: 12_000 }).toBeGreaterThan(300);
  const waitedUntil = room.tick();
  const ticks: number[] = [];
  let bytes = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      const { event } = fromBinary(output, bytes.subarray(5, end));
      bytes = bytes.subarray(end);
      if (event.case === "snapshot") ticks.push(event.value.tick);
    }
  });
  await expect.poll(() => ticks.at(-1)).toBeGreaterThan(waitedUntil + 5);
  const steps = ticks.slice(1).map((tick, i) => tick - ticks[i]!);
  expect(Math.max(...steps)).toBeGreaterThan(100);
});
