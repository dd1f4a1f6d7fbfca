/** The mesh with real introductions, and Node's peers for browsers. */
import { MalformedMessage } from "#protocol";
import { type Member, meshPath, meshSignaling } from "#signaling";
import { cleanup, mount } from "#transport/accept";
import { openMeshLink } from "#transport/dial";
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { io } from "socket.io-client";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { decodePeerReport, encodePeerReport, type PeerReport } from "../netcode/peer-report.ts";
import { MeshLinks } from "./mesh-links.ts";

afterAll(() => cleanup());

/** Never collected: node-datachannel's `cleanup` crashes over channels that were. */
const peers = new Set<NodePeerConnection>();
const RTCPeerConnection = class extends NodePeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.add(this);
  }
} as unknown as new (configuration?: RTCConfiguration) => RTCPeerConnection;

const ship: PeerReport = {
  seat: 0,
  tick: 7,
  x: 10,
  y: 20,
  vx: 0,
  vy: 0,
  aimTurns: 0,
  flying: true,
  thrusting: false,
  shielded: false,
  dashing: false,
};

async function room(seats: number) {
  const members = new Map<string, Member>();
  for (let seat = 0; seat < seats; seat++) members.set(`key ${seat}`, { room: "lobby", seat });
  /** What /api/ice answers seat 0, one after the other. */
  const iceAnswers: string[] = [];
  const server = createServer((request, response) => {
    const isFirst = request.headers.authorization === "Bearer key 0";
    const answer = isFirst ? iceAnswers.shift() : undefined;
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  const introduce = () =>
    meshSignaling({
      memberOf: (key) => members.get(key),
      refusal: () => undefined,
      now: () => performance.now(),
    });
  let signaling = introduce();
  mount(server, meshPath, signaling);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    signaling.stop();
    server.close();
    server.closeAllConnections();
  });
  return {
    members,
    iceAnswers,
    tab: (seat: number, facts: Partial<Facts> = {}) => new Tab(origin, seat, facts),
    origin,
    /** As a server that restarts: everybody is cut off, and may come again later. */
    stop: () => signaling.stop(),
    start() {
      signaling = introduce();
      mount(server, meshPath, signaling);
    },
  };
}

interface Facts {
  readonly hasWebrtc: boolean;
  readonly openWithinMs: number;
}

class Tab {
  readonly seat: number;
  readonly heard: (readonly [seat: number, tick: number])[] = [];
  readonly gone: number[] = [];
  attempts = 0;
  /** Of them those that answer an offer. */
  answers = 0;
  failures = 0;
  readonly iceServers: (readonly RTCIceServer[] | undefined)[] = [];
  readonly mesh: MeshLinks;
  #skippedMs = 0;

  constructor(
    origin: string,
    seat: number,
    { hasWebrtc = true, openWithinMs = 2500 }: Partial<Facts>,
  ) {
    this.seat = seat;
    this.mesh = new MeshLinks({
      origin,
      local: () => performance.now() + this.#skippedMs,
      open: (attach, options) => {
        this.attempts += 1;
        this.iceServers.push(options.configuration.iceServers);
        if (options.offer !== undefined) this.answers += 1;
        const peer = hasWebrtc ? { RTCPeerConnection } : {};
        return openMeshLink(attach, { ...options, ...peer, openWithinMs }).catch(
          (error: unknown) => {
            this.failures += 1;
            throw error;
          },
        );
      },
      received: (from, bytes) => {
        const { tick } = decodePeerReport(bytes, from, 1000);
        this.heard.push([from, tick]);
      },
      disconnected: (from) => void this.gone.push(from),
    });
    this.mesh.join(`key ${seat}`, seat);
    const beating = setInterval(() => this.mesh.update(), 20);
    onTestFinished(() => {
      clearInterval(beating);
      this.mesh.leave();
    });
  }

  get linked(): number[] {
    return this.mesh.seats.toSorted((a, b) => a - b);
  }

  report(part: Partial<PeerReport> = {}): void {
    this.mesh.send(encodePeerReport({ ...ship, seat: this.seat, ...part }));
  }

  /** Its clock goes on at once. */
  skip(ms: number): void {
    this.#skippedMs += ms;
  }
}

/** Links come up in a fraction of a second, where the machine has time and Node's peer does not lose its way. */
const patient = { timeout: 12_000 };

async function expectLinked(tabs: readonly Tab[], seats: readonly (readonly number[])[]) {
  const linked = () =>
    tabs.map((tab) => {
      // Nobody waits out the pauses between attempts.
      tab.skip(100);
      return tab.linked;
    });
  await expect.poll(linked, patient).toEqual(seats);
}

vi.setConfig({ testTimeout: 40_000 });

test("[C30] three tabs of a room are two peers each, and hear each other", async () => {
  const { tab } = await room(3);
  const [a, b, c] = [tab(0), tab(1), tab(2)];
  await expectLinked(
    [a, b, c],
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
  a.report();
  b.report({ tick: 8 });
  await expect.poll(() => a.heard).toEqual([[1, 8]]);
  await expect.poll(() => b.heard).toEqual([[0, 7]]);
  await expect
    .poll(() => c.heard.toSorted(([x], [y]) => x - y))
    .toEqual([
      [0, 7],
      [1, 8],
    ]);
});

test("[C30] one who leaves is gone, and one who comes again is linked again", async () => {
  const { tab } = await room(3);
  const [a, b, c] = [tab(0), tab(1), tab(2)];
  await expectLinked(
    [a, b, c],
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
  b.mesh.leave();
  await expectLinked([a, b, c], [[2], [], [0]]);
  expect([a.gone, c.gone]).toEqual([[1], [1]]);
  b.mesh.join("key 1", 1);
  await expectLinked(
    [a, b, c],
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
});

test("[C30] introductions that are cut off end the links, and make them anew", async () => {
  const { tab, stop, start } = await room(2);
  const [a, b] = [tab(0), tab(1)];
  await expectLinked([a, b], [[1], [0]]);
  stop();
  await expect.poll(() => [a.gone, b.gone]).toEqual([[1], [0]]);
  expect([a.linked, b.linked]).toEqual([[], []]);
  start();
  await expectLinked([a, b], [[1], [0]]);
});

test("[C31] a peer that speaks for another seat is cut and not spoken with again; others stay", async () => {
  const { tab } = await room(3);
  const [a, b, c] = [tab(0), tab(1), tab(2)];
  await expectLinked(
    [a, b, c],
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
  b.report({ seat: 2 });
  await expectLinked([a, b, c], [[2], [], [0]]);
  expect([a.heard, c.heard]).toEqual([[], []]);
  for (const each of [a, b, c]) each.skip(60_000);
  c.report();
  await expect.poll(() => a.heard).toEqual([[2, 7]]);
  expect(a.linked).toEqual([2]);
});

test("[C31] garbage costs a peer its link, and nobody else", async () => {
  const { tab } = await room(3);
  const [a, b, c] = [tab(0), tab(1), tab(2)];
  await expectLinked(
    [a, b, c],
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
  b.mesh.send(Uint8Array.of(1, 2, 3));
  await expectLinked([a, b, c], [[2], [], [0]]);
});

test("[C31] a peer that offers again and again is answered eight times, and once more eight seconds later", async () => {
  const { tab, origin } = await room(3);
  const auth = { key: "key 0" };
  const rogue = io(origin, { path: "/signal", transports: ["websocket"], forceNew: true, auth });
  onTestFinished(() => void rogue.disconnect());
  const peer = new RTCPeerConnection();
  peer.createDataChannel("x");
  const offer = (await peer.createOffer()).sdp;
  const [b, c] = [tab(1), tab(2)];
  await expectLinked([b, c], [[2], [1]]);
  for (let call = 1; call <= 30; call++) rogue.emit("word", 1, call, { offer });
  await expect.poll(() => b.answers, patient).toBe(8);
  b.skip(8000);
  for (let call = 31; call <= 60; call++) rogue.emit("word", 1, call, { offer });
  await expect.poll(() => b.answers, patient).toBe(9);
  expect(b.linked).toEqual([2]);
});

test("[C30] a peer that cannot answer is tried four times and then not used", async () => {
  const { tab } = await room(2);
  const [a, lost] = [tab(0, { openWithinMs: 300 }), tab(1, { hasWebrtc: false })];
  const failures = () => {
    a.skip(1000);
    return a.failures;
  };
  await expect.poll(failures, { timeout: 30_000 }).toBe(4);
  expect([a.attempts, lost.attempts]).toEqual([4, 4]);
  a.skip(60_000);
  a.mesh.update();
  await setImmediate();
  expect(a.attempts).toBe(4);
});

test("[C30] relays are asked for once; where that failed, again at the next attempt", async () => {
  const { tab, iceAnswers } = await room(2);
  const found = [{ urls: ["stun:192.0.2.1:3478"] }];
  iceAnswers.push("no JSON", JSON.stringify({ iceServers: found }));
  const a = tab(0, { openWithinMs: 300 });
  tab(1, { hasWebrtc: false });
  const attempts = () => {
    a.skip(1000);
    return a.iceServers.length;
  };
  await expect.poll(attempts, { timeout: 30_000 }).toBeGreaterThan(2);
  expect(a.iceServers.slice(0, 3)).toEqual([[], found, found]);
});

test("[C30] one who has left is not tried any more", async () => {
  const { tab, origin } = await room(4);
  // In the room, and never answers.
  const [mute, watcher] = [1, 3].map((seat) => {
    const auth = { key: `key ${seat}` };
    const socket = io(origin, { path: "/signal", transports: ["websocket"], forceNew: true, auth });
    onTestFinished(() => void socket.disconnect());
    return socket;
  });
  const left: number[] = [];
  watcher?.on("left", (seat: number) => left.push(seat));
  const a = tab(0, { openWithinMs: 300 });
  await expect.poll(() => a.failures, patient).toBe(2);
  mute?.disconnect();
  await expect.poll(() => left).toEqual([1]);
  watcher?.disconnect();
  // Who comes now comes after they have left.
  const b = tab(2);
  await expect.poll(() => a.linked.length + b.linked.length, patient).toBe(2);
  const { attempts } = a;
  a.skip(60_000);
  a.mesh.update();
  await setImmediate();
  expect(a.attempts).toBe(attempts);
});

test("[C30] whose key is no session's plays on without peers", async () => {
  const { tab, members } = await room(2);
  members.delete("key 1");
  const [a, b] = [tab(0), tab(1)];
  b.skip(1000);
  await expect.poll(() => a.linked).toEqual([]);
  members.set("key 1", { room: "lobby", seat: 1 });
  b.skip(20_000);
  await expectLinked([a, b], [[1], [0]]);
  expect(() => b.mesh.send(Uint8Array.of(1))).not.toThrow(MalformedMessage);
});
