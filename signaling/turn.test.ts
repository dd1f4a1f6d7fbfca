/** The server's credentials with a real coturn, which relays a link between two peers that may use nothing else. */
import { RTCPeerConnection as NodePeerConnection } from "node-datachannel/polyfill";
import type { SignalingChannel, Link, Signal } from "#transport";
import { cleanup } from "#transport/accept";
import { openMeshLink } from "#transport/dial";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Coturn, coturnProgram, startCoturn } from "../scripts/coturn.mjs";
import { skippedFor } from "../scripts/skipped.suite.ts";
import { iceServersFor } from "./index.ts";

const secret = "north by north-west";
const program = coturnProgram();
const missing = program === undefined ? "no turnserver here: install coturn" : undefined;

let coturn: Coturn | undefined;
beforeAll(async () => {
  if (program) coturn = await startCoturn(program, { secret });
});
afterAll(async () => {
  cleanup();
  await coturn?.stop();
});

/** Never collected: node-datachannel's `cleanup` crashes over channels that were. */
const peers = new Set<NodePeerConnection>();
const RTCPeerConnection = class extends NodePeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    peers.add(this);
  }
} as unknown as new (configuration?: RTCConfiguration) => RTCPeerConnection;

/** The configuration of a browser of this seat that uses the relay alone. */
function relayOnly(seat: number, { secret: known = secret, nowMs = Date.now() } = {}) {
  const urls = [`turn:127.0.0.1:${coturn?.port}?transport=udp`];
  const servers = iceServersFor({ servers: [{ urls }], secret: known }, seat, nowMs);
  return {
    iceTransportPolicy: "relay",
    iceServers: servers.map((server) => ({
      urls: [...server.urls],
      // Node's peer puts them into a URL as they are.
      username: encodeURIComponent(server.username ?? ""),
      credential: encodeURIComponent(server.credential ?? ""),
    })),
  } as const;
}

/** Two peers, one of which offers, and the signals between them. */
async function linked(near: RTCConfiguration, far: RTCConfiguration, openWithinMs: number) {
  const signals: Signal[] = [];
  const listeners: ((signal: Signal) => void)[][] = [[], []];
  const introduction = (own: 0 | 1): SignalingChannel => ({
    send(signal) {
      signals.push(signal);
      queueMicrotask(() => listeners[1 - own]?.forEach((received) => received(signal)));
    },
    onSignal(received) {
      listeners[own]?.push(received);
      return () => {};
    },
  });
  const received: Uint8Array[] = [];
  const attach = () => ({ message: (bytes: Uint8Array) => void received.push(bytes), closed() {} });
  const common = { openWithinMs, RTCPeerConnection };
  const answered = Promise.withResolvers<Link>();
  listeners[1]?.push((signal) => {
    if (!("offer" in signal)) return;
    const options = { ...common, signaling: introduction(1), offer: signal.offer };
    answered.resolve(openMeshLink(attach, { ...options, configuration: far }));
  });
  const offering = openMeshLink(attach, {
    ...common,
    signaling: introduction(0),
    configuration: near,
  });
  const links = await Promise.allSettled([offering, answered.promise]);
  return { links, signals, received };
}

test(
  "[M5] a real coturn accepts our credentials and relays a link that has no other path",
  skippedFor(missing),
  async () => {
    const { links, signals, received } = await linked(relayOnly(0), relayOnly(3), 8000);
    expect(links.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    const candidates = signals.flatMap((signal) =>
      "candidate" in signal ? [signal.candidate] : [],
    );
    expect(candidates.length).toBeGreaterThan(0);
    for (const { candidate } of candidates) expect(candidate).toMatch(/ typ relay/);
    const [near, far] = links.map((link) => (link.status === "fulfilled" ? link.value : undefined));
    near?.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
    far?.send(Uint8Array.of(4, 5, 6), "reliable-ordered");
    await expect
      .poll(() => received.toSorted(byFirst))
      .toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]);
    near?.close("done");
  },
);

test.each([
  ["of another secret", { secret: "south" }],
  ["that ended an hour ago", { nowMs: Date.now() - 7_200_000 }],
])("[M5] it refuses credentials %s", skippedFor(missing), async (_what, wrong) => {
  const near = relayOnly(0, wrong);
  const { links, signals } = await linked(near, relayOnly(3, wrong), 2000);
  expect(links.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(signals.filter((signal) => "candidate" in signal)).toEqual([]);
  const user = decodeURIComponent(near.iceServers[0]?.username ?? "");
  expect(coturn?.log.join("\n")).toContain(`Cannot find credentials of user <${user}>`);
});

const byFirst = (a: Uint8Array, b: Uint8Array) => (a[0] ?? 0) - (b[0] ?? 0);
