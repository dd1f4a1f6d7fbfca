/**
 * The peer mesh: links to up to eight browsers of the same room, beside the link to the server. Nothing waits for a link of the
 * mesh, and the game goes on without it.
 */
import { type Attach, type Link, SignalBudget } from "#transport";
import { type SignalingClient, openSignalingClient } from "./signaling-client.ts";
import { type Attempt, MeshPeer } from "./mesh-peer.ts";
import { selectPeers } from "./peer-selection.ts";

/** `openMeshLink` of #transport/dial, which tests replace by one with a peer connection of Node's. */
export type OpenMeshLink = (
  attach: Attach,
  options: Attempt & { readonly configuration: RTCConfiguration },
) => Promise<Link>;

export interface MeshLinksOptions {
  readonly origin: string;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  readonly open: OpenMeshLink;
  /** A message of the peer of this seat. May throw MalformedMessage: then no link to it is opened again. */
  readonly received: (seat: number, bytes: Uint8Array) => void;
  /** The link to this seat has closed. */
  readonly disconnected: (seat: number) => void;
}

interface MeshSession {
  readonly key: string;
  readonly seat: number;
}

/** Signaling that does not answer is asked again, at growing intervals. */
const redialBackoffMs = [0, 1000, 2000, 5000, 10_000];
/** Credentials for relays expire after an hour. */
const iceLifeMs = 45 * 60_000;

export class MeshLinks {
  readonly #options: MeshLinksOptions;
  #session: MeshSession | undefined;
  #signaling: SignalingClient | undefined;
  #signalingFailures = 0;
  #signalingLostMs = 0;
  readonly #present = new Set<number>();
  readonly #peers = new Map<number, MeshPeer>();
  readonly #budgets = new Map<number, SignalBudget>();
  #ice: { readonly atMs: number; readonly servers: Promise<RTCIceServer[]> } | undefined;

  constructor(options: MeshLinksOptions) {
    this.#options = options;
  }

  /** Seats to which a link is open. */
  get seats(): number[] {
    return [...this.#peers].flatMap(([seat, { link }]) => (link ? [seat] : []));
  }

  /** A new session has begun: earlier links are closed. */
  join(key: string, seat: number): void {
    this.leave();
    this.#session = { key, seat };
    this.#signalingFailures = 0;
    this.update();
  }

  leave(): void {
    this.#session = undefined;
    this.#ice = undefined;
    this.#signaling?.close();
    this.#signaling = undefined;
    this.#closePeers();
  }

  /** Sends to every peer. A full link drops it, because the next report is newer. */
  send(bytes: Uint8Array): void {
    for (const { link } of this.#peers.values()) link?.send(bytes, "unreliable-sequenced");
  }

  /** Call it several times a second, also while the page is hidden. */
  update(): void {
    if (!this.#session) return;
    if (!this.#signaling) this.#openSignaling(this.#session);
    for (const peer of this.#peers.values()) peer.update();
  }

  #openSignaling({ key }: MeshSession): void {
    const { origin, local } = this.#options;
    const waitMs =
      redialBackoffMs[Math.min(this.#signalingFailures, redialBackoffMs.length - 1)] ?? 0;
    if (local() - this.#signalingLostMs < waitMs) return;
    this.#signaling = openSignalingClient({
      origin,
      key,
      present: (seats) => {
        this.#signalingFailures = 0;
        for (const seat of seats) this.#present.add(seat);
        this.#updatePeers();
      },
      joined: (seat) => {
        // The seat may have another player, or a new page of the same one: the old link is not theirs.
        this.#closePeer(seat);
        this.#present.add(seat);
        this.#updatePeers();
      },
      left: (seat) => {
        this.#present.delete(seat);
        this.#updatePeers();
      },
      signal: (from, call, signal) => {
        if (this.#budgetOf(from).take(signal)) this.#peers.get(from)?.receiveSignal(call, signal);
      },
      lost: () => {
        this.#signaling = undefined;
        this.#signalingFailures += 1;
        this.#signalingLostMs = local();
        // Without signaling this page does not learn that a seat has another player.
        this.#closePeers();
      },
    });
  }

  /** How many signals a seat may still send. A player who leaves and comes back has no more than before. */
  #budgetOf(seat: number): SignalBudget {
    const budget =
      this.#budgets.get(seat) ?? new SignalBudget({ now: this.#options.local, peers: 1 });
    this.#budgets.set(seat, budget);
    return budget;
  }

  /** Opens links to the peers that the room's seats ask for, and closes the others. */
  #updatePeers(): void {
    if (!this.#session) return;
    const { seat: self } = this.#session;
    const chosen = selectPeers(self, this.#present);
    for (const seat of this.#peers.keys()) if (!chosen.has(seat)) this.#closePeer(seat);
    for (const seat of chosen)
      if (!this.#peers.has(seat)) this.#peers.set(seat, this.#newPeer(self, seat));
    this.update();
  }

  #newPeer(self: number, seat: number): MeshPeer {
    const { local, received, disconnected } = this.#options;
    const peer = new MeshPeer({
      seat,
      isOfferer: self < seat,
      local,
      sendSignal: (call, signal) => this.#signaling?.send(seat, call, signal),
      openLink: async (attach, attempt) => {
        const configuration = { iceServers: await this.#iceServers() };
        return await this.#options.open(attach, { ...attempt, configuration });
      },
      received: (bytes) => received(seat, bytes),
      changed: () => {
        if (!peer.link) disconnected(seat);
      },
    });
    return peer;
  }

  #closePeer(seat: number): void {
    this.#peers.get(seat)?.close("left the mesh");
    this.#peers.delete(seat);
  }

  #closePeers(): void {
    for (const seat of this.#peers.keys()) this.#closePeer(seat);
    this.#present.clear();
  }

  /** Asked once for all peers. Without an answer links are opened without STUN and TURN. */
  #iceServers(): Promise<RTCIceServer[]> {
    const { origin, local } = this.#options;
    if (this.#ice && local() - this.#ice.atMs < iceLifeMs) return this.#ice.servers;
    const servers = fetchIceServers(origin, this.#session?.key ?? "").catch(() => {
      // The next attempt asks again.
      if (this.#ice?.servers === servers) this.#ice = undefined;
      return [];
    });
    this.#ice = { atMs: local(), servers };
    return servers;
  }
}

/** @throws where the server does not answer with a list */
async function fetchIceServers(origin: string, key: string): Promise<RTCIceServer[]> {
  const response = await fetch(`${origin}/api/ice`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const { iceServers } = (await response.json()) as { iceServers: RTCIceServer[] };
  return iceServers;
}
