/**
 * The wing link: links to up to eight browsers of the same room, beside the link to the server. What cannot be had is not
 * used: nothing waits for it and nothing depends on it.
 */
import { type Attach, type Link, SignalBudget } from "#transport";
import { type Introductions, openIntroductions } from "./introductions.ts";
import { type Attempt, MeshPeer } from "./mesh-peer.ts";
import { wingMates } from "./wing-mates.ts";

/** As `meshLink` of #transport/dial takes them; the tests' browsers bring a peer connection of their own. */
export type OpenLink = (
  attach: Attach,
  options: Attempt & { readonly configuration: RTCConfiguration },
) => Promise<Link>;

export interface MeshOptions {
  readonly origin: string;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  readonly open: OpenLink;
  /** What the peer of that seat said. May throw MalformedMessage: then it is not spoken with again. */
  readonly heard: (seat: number, bytes: Uint8Array) => void;
  /** There is no link to that seat any more. */
  readonly gone: (seat: number) => void;
}

interface Stay {
  readonly key: string;
  readonly seat: number;
}

/** Signaling that does not answer is asked again, seldom: the game goes on without it. */
const redialMs = [0, 1000, 2000, 5000, 10_000];
/** Before credentials for relays run out, which is after an hour. */
const iceLifeMs = 45 * 60_000;

export class Mesh {
  readonly #options: MeshOptions;
  #stay: Stay | undefined;
  #introductions: Introductions | undefined;
  #lost = 0;
  #lostMs = 0;
  readonly #present = new Set<number>();
  readonly #peers = new Map<number, MeshPeer>();
  readonly #budgets = new Map<number, SignalBudget>();
  #ice: { readonly atMs: number; readonly servers: Promise<RTCIceServer[]> } | undefined;

  constructor(options: MeshOptions) {
    this.#options = options;
  }

  /** Seats to which a link is open. */
  get seats(): number[] {
    return [...this.#peers].flatMap(([seat, { link }]) => (link ? [seat] : []));
  }

  /** A new stay: what was linked before is void. */
  join(key: string, seat: number): void {
    this.leave();
    this.#stay = { key, seat };
    this.#lost = 0;
    this.beat();
  }

  leave(): void {
    this.#stay = undefined;
    this.#ice = undefined;
    this.#introductions?.close();
    this.#introductions = undefined;
    this.#endPeers();
  }

  /** To every peer; what a full link drops is not missed, the next one is newer. */
  send(bytes: Uint8Array): void {
    for (const { link } of this.#peers.values()) link?.send(bytes, "unreliable-sequenced");
  }

  /** Call it several times a second, also while the page is hidden. */
  beat(): void {
    if (!this.#stay) return;
    if (!this.#introductions) this.#introduce(this.#stay);
    for (const peer of this.#peers.values()) peer.beat();
  }

  #introduce({ key }: Stay): void {
    const { origin, local } = this.#options;
    const waitMs = redialMs[Math.min(this.#lost, redialMs.length - 1)] ?? 0;
    if (local() - this.#lostMs < waitMs) return;
    this.#introductions = openIntroductions({
      origin,
      key,
      here: (seats) => {
        this.#lost = 0;
        for (const seat of seats) this.#present.add(seat);
        this.#choose();
      },
      came: (seat) => {
        // The same seat again is somebody else, or the same browser anew: the old link is not theirs.
        this.#endPeer(seat);
        this.#present.add(seat);
        this.#choose();
      },
      left: (seat) => {
        this.#present.delete(seat);
        this.#choose();
      },
      word: (from, call, word) => {
        if (this.#budgetOf(from).take(word)) this.#peers.get(from)?.hear(call, word);
      },
      lost: () => {
        this.#introductions = undefined;
        this.#lost += 1;
        this.#lostMs = local();
        // Nobody could tell now whether a seat is still theirs.
        this.#endPeers();
      },
    });
  }

  /** What a seat may still say: it does not come back with more than it left with. */
  #budgetOf(seat: number): SignalBudget {
    const budget =
      this.#budgets.get(seat) ?? new SignalBudget({ now: this.#options.local, peers: 1 });
    this.#budgets.set(seat, budget);
    return budget;
  }

  /** Peers are those who should be: no more, no less. */
  #choose(): void {
    if (!this.#stay) return;
    const { seat: self } = this.#stay;
    const mates = wingMates(self, this.#present);
    for (const seat of this.#peers.keys()) if (!mates.has(seat)) this.#endPeer(seat);
    for (const seat of mates)
      if (!this.#peers.has(seat)) this.#peers.set(seat, this.#peer(self, seat));
    this.beat();
  }

  #peer(self: number, seat: number): MeshPeer {
    const { local, heard, gone } = this.#options;
    const peer = new MeshPeer({
      seat,
      offers: self < seat,
      local,
      say: (call, word) => this.#introductions?.say(seat, call, word),
      link: async (attach, attempt) => {
        const configuration = { iceServers: await this.#iceServers() };
        return await this.#options.open(attach, { ...attempt, configuration });
      },
      heard: (bytes) => heard(seat, bytes),
      changed: () => {
        if (!peer.link) gone(seat);
      },
    });
    return peer;
  }

  #endPeer(seat: number): void {
    this.#peers.get(seat)?.end("left the wing");
    this.#peers.delete(seat);
  }

  #endPeers(): void {
    for (const seat of this.#peers.keys()) this.#endPeer(seat);
    this.#present.clear();
  }

  /** Asked once for all peers; without an answer paths are sought without help. */
  #iceServers(): Promise<RTCIceServer[]> {
    const { origin, local } = this.#options;
    if (this.#ice && local() - this.#ice.atMs < iceLifeMs) return this.#ice.servers;
    const servers = fetchIceServers(origin, this.#stay?.key ?? "").catch(() => {
      // Not for long: the next attempt asks again.
      if (this.#ice?.servers === servers) this.#ice = undefined;
      return [];
    });
    this.#ice = { atMs: local(), servers };
    return servers;
  }
}

/** @throws whatever keeps it from an answer */
async function fetchIceServers(origin: string, key: string): Promise<RTCIceServer[]> {
  const response = await fetch(`${origin}/api/ice`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const { iceServers } = (await response.json()) as { iceServers: RTCIceServer[] };
  return iceServers;
}
