/** An error of the server's own ends as little as possible. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { noSpans, noTracing, type TraceContext } from "#protocol";
import { describe, expect, onTestFinished, test } from "vitest";
import { Faults } from "./faults.ts";
import { makeTestRig, type TestPlayer } from "./testing/test-rig.suite.ts";
import { ManualClock } from "./testing/manual-clock.suite.ts";
import { joinOver } from "./testing/real-player.suite.ts";

const fault = (): never => {
  throw new Error("thrown for a test");
};

test("[R29] a room whose tick throws is closed with the reason; another room ticks on, and the next player gets a new room", async () => {
  const rig = await makeTestRig({
    tickRateHz: 10,
    roundEnded: ({ room }) => void (room === "attic" && fault()),
  });
  const ada = await rig.joinPlayer({ name: "Ada" });
  const bo = await rig.joinPlayer({ name: "Bo", room: "attic" });
  await rig.advance(200_000);
  expect(bo.client.closed).toEqual({
    code: "going-away",
    by: "remote",
    detail: "the room has closed after an error of the server",
  });
  expect([ada.client.closed, ada.newest?.tick]).toEqual([undefined, 2000]);
  expect(rig.faults.counts).toEqual({ session: 0, room: 1, uncaught: 0 });
  expect(rig.log).toEqual([
    expect.stringMatching(
      /^Room attic has closed after an error: Error: thrown for a test\n +at .*faults\.test\.ts/,
    ),
  ]);
  const back = await rig.joinPlayer({ room: "attic" });
  await rig.advance(1000);
  expect(back.newest?.tick).toBe(10);
});

describe("an error over one player ends that session, and neither the room nor another session:", () => {
  const context: TraceContext = { traceId: "1".repeat(32), spanId: "2".repeat(16), sampled: true };
  const tracers = {
    "in a message of theirs": {
      ...noTracing,
      sending: () => context,
      received: ({ peer }: { peer: string }) => (peer === "player-1" ? fault() : context),
    },
    "in what a tick sends to them": {
      ...noTracing,
      sending: ({ peer, kind }: { peer: string; kind: string }) =>
        peer === "player-1" && kind === "snapshot" ? fault() : context,
    },
  };
  test.each(Object.entries(tracers))("[R29] %s", async (_, messages) => {
    const rig = await makeTestRig({ tracing: { messages, recorder: noSpans } });
    const ada = await rig.joinPlayer({ name: "Ada" }, { tracing: true });
    const bo = await rig.joinPlayer({ name: "Bo" }, { tracing: true });
    await rig.advance(1000);
    expect(bo.client.closed).toEqual({
      code: "going-away",
      by: "remote",
      detail: "the server made an error",
    });
    expect([ada.client.closed, ada.newest?.tick]).toEqual([undefined, 30]);
    expect(ada.roster.map(({ name }) => name)).toEqual(["Ada"]);
    expect(rig.faults.counts).toEqual({ session: 1, room: 0, uncaught: 0 });
    expect(rig.log).toEqual([
      expect.stringMatching(/^A session has ended after an error: .*\n +at .*faults\.test\.ts/),
    ]);
    const late = await rig.dialWithHello({ credential: bo.welcome.key });
    expect(late.closed?.code).toBe("refused");
  });
});

test("[R29] an error over a player who joins ends that link alone", async () => {
  let rooms = 0;
  const rig = await makeTestRig({ seed: () => (++rooms === 2 ? fault() : 7) });
  const ada = await rig.joinPlayer({ name: "Ada" });
  const bo = await rig.dialWithHello({ credential: rig.ticket({ room: "attic" }) });
  await rig.advance(1000);
  expect(bo.closed).toMatchObject({ code: "going-away", detail: "the server made an error" });
  expect([ada.newest?.tick, rig.sessions.count]).toEqual([30, 1]);
  expect(rig.faults.counts).toEqual({ session: 1, room: 0, uncaught: 0 });
});

test("[R29] errors that come faster than one in five seconds, twenty at once allowed, are all counted and not all logged", () => {
  const clock = new ManualClock();
  const log: string[] = [];
  const faults = new Faults({ now: clock.now, log: (line) => log.push(line.split(":")[0] ?? "") });
  for (let count = 0; count < 1000; count++) faults.record("uncaught", "Nothing ends", "boom");
  clock.advance(5000);
  faults.record("room", "One ends", "boom");
  expect(faults.counts).toEqual({ session: 0, room: 1, uncaught: 1000 });
  expect(log).toEqual([
    ...Array.from({ length: 20 }, () => "Nothing ends"),
    "One ends (980 before it were not logged)",
  ]);
});

describe("a real server", { timeout: 60_000 }, () => {
  /** However slow this machine is: a liveness limit. */
  const patient = { timeout: 20_000 };

  async function started() {
    const preload = `${import.meta.dirname}/testing/fault-injection.suite.ts`;
    const child = spawn(process.execPath, ["--import", preload, "server/main.ts"], {
      env: {
        ...process.env,
        PORT: "0",
        HTTPS_PORT: "off",
        WEBTRANSPORT_PORT: "off",
        WEBRTC_PORT: "0",
        GRPC_PORT: "off",
        DATA_DIR: ":memory:",
        JAEGER_URL: "http://127.0.0.1:9",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const errors = text(child.stderr);
    onTestFinished(() => void child.kill("SIGKILL"));
    let url = "";
    for await (const line of createInterface(child.stdout)) {
      url ||= /game +(\S+)/.exec(line)?.[1] ?? "";
      if (line.includes("Ctrl-C")) break;
    }
    const joined = (room: string) => joinOver(url, { room, bots: 0 });
    const faultsNow = async (): Promise<unknown> => {
      const health = await fetch(`${url}/healthz`);
      return ((await health.json()) as { faults: unknown }).faults;
    };
    return {
      joined,
      faultsNow,
      throwOutside: () => void child.kill("SIGUSR2"),
      /** Stops the server. Returns all that it wrote to its standard error, and its exit code. */
      async stopped(): Promise<{ errors: string; code: unknown }> {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        const [code] = (await gone) as [unknown];
        return { errors: await errors, code };
      },
    };
  }

  const playsOn = async (player: TestPlayer): Promise<void> => {
    const before = player.newest?.tick ?? 0;
    const newest = () => {
      player.update();
      return player.newest?.tick;
    };
    await expect.poll(newest, patient).toBeGreaterThan(before + 10);
  };

  const closedRoom = "the room has closed after an error of the server";
  const cases = [
    ["this message", "the server made an error", { session: 1, room: 0, uncaught: 0 }],
    ["the next tick", closedRoom, { session: 0, room: 1, uncaught: 0 }],
    ["a timer of the next tick", closedRoom, { session: 0, room: 0, uncaught: 1 }],
  ] as const;
  test.each(cases)("[R29] throws in %s, and other rooms play on", async (where, detail, faults) => {
    const server = await started();
    const [ada, bo] = [await server.joined("lobby"), await server.joined("attic")];
    bo.sendChat(`throw in ${where}`);
    await expect
      .poll(() => bo.client.closed, patient)
      .toMatchObject({ code: "going-away", detail });
    expect(await server.faultsNow()).toEqual(faults);
    await playsOn(ada);
    expect((await server.joined("attic")).welcome.room).toBe("attic");
    const { errors, code } = await server.stopped();
    expect(errors).toMatch(/^.* after an error.*: Error: thrown for a test\n +at /);
    expect(code).toBe(0);
  });

  test("[R29] throws where no room is concerned, and all rooms play on", async () => {
    const server = await started();
    const players = [await server.joined("lobby"), await server.joined("attic")];
    server.throwOutside();
    await expect.poll(server.faultsNow, patient).toEqual({ session: 0, room: 0, uncaught: 1 });
    for (const player of players) await playsOn(player);
    expect((await server.stopped()).errors).toMatch(
      /^The server goes on after an error that nothing caught: Error: thrown for a test\n +at /,
    );
  });
});
