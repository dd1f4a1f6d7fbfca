/** A real server under attack at every door of its HTTP port, and the tick of the room beside it. */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startGameServer } from "./game-server.ts";
import { optionsFrom } from "./options.ts";
import { freeUdpPort } from "./ports.ts";
import { joinOver } from "./testing/real-player.suite.ts";

const host = "127.0.0.1";
const endpoints = [
  "GET /link/websocket",
  "GET /socket.io/?EIO=4&transport=websocket",
  "POST /socket.io-polling/?EIO=4&transport=polling",
  "POST /link/sse",
  "POST /link/long-polling",
  "POST /link/short-polling",
  "POST /crosswire.v1.Wire/Send",
  "POST /api/webrtc",
];

async function started() {
  const environment = {
    PORT: "0",
    HTTPS_PORT: "off",
    GRPC_PORT: "off",
    WEBTRANSPORT_PORT: "off",
    DATA_DIR: ":memory:",
  };
  const game = await startGameServer({
    ...optionsFrom(environment),
    webrtcPort: await freeUdpPort(host),
    version: "1.2.3",
    pages: "no such folder",
    tracing: undefined,
    seed: () => 7,
  });
  onTestFinished(() => game.close());
  return game;
}

/** Opens connections to a door, one after the other, and says what nobody understands, until it is called off. */
function attack(port: number, door: string, signal: AbortSignal): void {
  if (signal.aborted) return;
  const socket: Socket = connect(port, host);
  const junk = randomBytes(2000);
  socket.on("error", () => {});
  socket.on("close", () => setImmediate(() => attack(port, door, signal)));
  // Upgrades that are none, bodies that are shorter than they say, credentials of nobody, and then noise.
  socket.write(
    `${door} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: Bearer x\r\nContent-Length: 4000\r\n\r\n`,
  );
  socket.write(junk);
  socket.setTimeout(50, () => socket.destroy());
  signal.addEventListener("abort", () => socket.destroy(), { once: true });
}

test("[R28] noise at every door at once costs the room no tick, and the memory for it is given back", async () => {
  const game = await started();
  await joinOver(game.url, { bots: 6 });
  const [room] = game.rooms.list();
  if (!room) throw new Error("no room");
  const ticksIn = async (ms: number): Promise<number> => {
    const before = room.tick();
    const since = performance.now();
    await expect
      .poll(() => performance.now() - since, { interval: 20, timeout: ms * 3 })
      .toBeGreaterThan(ms);
    return (room.tick() - before) / ((performance.now() - since) / 1000);
  };
  const calmHz = await ticksIn(1000);
  const calmBytes = process.memoryUsage().rss;
  const over = new AbortController();
  for (const door of endpoints)
    for (let many = 0; many < 8; many++) attack(game.port, door, over.signal);
  const attackedHz = await ticksIn(2000);
  over.abort();
  // The same schedule, whatever goes on at the doors.
  expect(attackedHz / calmHz).toBeGreaterThan(0.9);
  expect(process.memoryUsage().rss / calmBytes).toBeLessThan(2);
  const health = (await (await fetch(`http://${host}:${game.port}/healthz`)).json()) as {
    status: string;
  };
  expect(health.status).toBe("ok");
});
