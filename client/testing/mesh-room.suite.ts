/** Browsers of one room that link to each other: real signaling, with Node's peer connections in place of browsers'. */
import { type Member, meshPath, meshSignaling } from "#signaling";
import { cleanup, mount } from "#transport/accept";
import { openMeshLink } from "#transport/dial";
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io } from "socket.io-client";
import { afterAll, expect, onTestFinished, vi } from "vitest";
import { MeshLinks } from "../connection/mesh-links.ts";
import { decodePeerReport, encodePeerReport, type PeerReport } from "../netcode/peer-report.ts";

afterAll(() => cleanup());

/** Keeps peers from being collected: node-datachannel's `cleanup` crashes over collected channels. */
const peers = new Set<NodePeerConnection>();
export const RTCPeerConnection = class extends NodePeerConnection {
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

export async function meshRoom(seats: number) {
  const members = new Map<string, Member>();
  for (let seat = 0; seat < seats; seat++) members.set(`key ${seat}`, { room: "lobby", seat });
  /** The answers of /api/ice to seat 0, one after the other. */
  const iceAnswers: string[] = [];
  const server = createServer((request, response) => {
    const isFirst = request.headers.authorization === "Bearer key 0";
    const answer = isFirst ? iceAnswers.shift() : undefined;
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  /** Keys with which browsers asked for signaling, in order. */
  const askedKeys: string[] = [];
  const openSignaling = () =>
    meshSignaling({
      memberOf(key) {
        askedKeys.push(key);
        return members.get(key);
      },
      refusal: () => undefined,
      now: () => performance.now(),
    });
  let signaling = openSignaling();
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
    askedKeys,
    tab: (seat: number, options: TabOptions = {}) => new Tab(origin, seat, options),
    /** A signaling connection without a mesh behind it. */
    rawClient(seat: number) {
      const auth = { key: `key ${seat}` };
      const socket = io(origin, {
        path: "/signal",
        transports: ["websocket"],
        forceNew: true,
        auth,
      });
      onTestFinished(() => void socket.disconnect());
      return socket;
    },
    /** As a server that restarts: every signaling connection closes, and may be opened again later. */
    stop: () => signaling.stop(),
    start() {
      signaling = openSignaling();
      mount(server, meshPath, signaling);
    },
  };
}

interface TabOptions {
  readonly hasWebrtc?: boolean;
  readonly openWithinMs?: number;
}

export class Tab {
  readonly seat: number;
  readonly received: (readonly [seat: number, tick: number])[] = [];
  readonly disconnected: number[] = [];
  attempts = 0;
  /** Those of the attempts that answer an offer. */
  answers = 0;
  failures = 0;
  readonly iceServers: (readonly RTCIceServer[] | undefined)[] = [];
  readonly mesh: MeshLinks;
  #skippedMs = 0;

  constructor(origin: string, seat: number, { hasWebrtc = true, openWithinMs = 2500 }: TabOptions) {
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
        this.received.push([from, tick]);
      },
      disconnected: (from) => void this.disconnected.push(from),
    });
    this.mesh.join(`key ${seat}`, seat);
    const timer = setInterval(() => this.mesh.update(), 20);
    onTestFinished(() => {
      clearInterval(timer);
      this.mesh.leave();
    });
  }

  get linked(): number[] {
    return this.mesh.seats.toSorted((a, b) => a - b);
  }

  report(part: Partial<PeerReport> = {}): void {
    this.mesh.send(encodePeerReport({ ...ship, seat: this.seat, ...part }));
  }

  /** Moves its clock on. */
  skip(ms: number): void {
    this.#skippedMs += ms;
  }
}

/** A liveness limit: links open in a fraction of a second, where the machine has time and Node's peer finds its path. */
export const livenessLimit = { timeout: 12_000 };

/** Waits until these tabs are linked to these seats, each; their clocks skip the pauses between attempts. */
export async function expectLinked(tabs: readonly Tab[], seats: readonly (readonly number[])[]) {
  const linked = () =>
    tabs.map((tab) => {
      tab.skip(100);
      return tab.linked;
    });
  await expect.poll(linked, livenessLimit).toEqual(seats);
}

/** Three tabs of one room, each linked to the two others. */
export async function threeLinkedTabs() {
  const room = await meshRoom(3);
  const tabs = [room.tab(0), room.tab(1), room.tab(2)] as const;
  await expectLinked(tabs, allLinked);
  return { room, tabs };
}
export const allLinked = [
  [1, 2],
  [0, 2],
  [0, 1],
];

vi.setConfig({ testTimeout: 40_000 });
