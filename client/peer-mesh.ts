/** The peer mesh of this page: the links to other browsers, and the reports over them. It is on while its setting is. */
import type { Welcome } from "#protocol";
import { openMeshLink } from "#transport/dial";
import type { ClockSync } from "./connection/clock-sync.ts";
import { MeshLinks } from "./connection/mesh-links.ts";
import type { NetcodeSession } from "./netcode/netcode-session.ts";
import type { PeerStates } from "./netcode/peer-states.ts";
import { PeerSync, type PeerAge } from "./netcode/peer-sync.ts";

export interface PeerMeshOptions {
  readonly origin: string;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  readonly clock: ClockSync;
  readonly isEnabled: () => boolean;
}

export interface PeerMeshReading {
  /** Browsers to which a link is open. */
  readonly peers: number;
  readonly ages: readonly PeerAge[];
}

export class PeerMesh {
  readonly #options: PeerMeshOptions;
  readonly #links: MeshLinks;
  #sync: PeerSync | undefined;
  #session: { readonly key: string; readonly seat: number } | undefined;
  #isOn = false;

  constructor(options: PeerMeshOptions) {
    this.#options = options;
    const { origin, local, clock } = options;
    this.#links = new MeshLinks({
      origin,
      local,
      open: openMeshLink,
      received: (seat, bytes) => this.#sync?.receive(seat, bytes, clock.now()),
      disconnected: (seat) => this.#sync?.peerStates.remove(seat),
    });
  }

  /** Undefined while the mesh is off. */
  get peerStates(): PeerStates | undefined {
    return this.#isOn ? this.#sync?.peerStates : undefined;
  }

  /** A new session has begun. */
  begin({ key, seat }: Welcome, netcode: NetcodeSession): void {
    this.#links.leave();
    this.#isOn = false;
    this.#session = { key, seat };
    this.#sync = new PeerSync(netcode);
  }

  /** Call it after each update of the netcode. */
  update(): void {
    if (!this.#session) return;
    const isWanted = this.#options.isEnabled();
    if (isWanted !== this.#isOn) {
      this.#isOn = isWanted;
      if (isWanted) this.#links.join(this.#session.key, this.#session.seat);
      else this.#links.leave();
    }
    if (!isWanted) return;
    this.#links.update();
    this.#sync?.update((report) => this.#links.send(report));
  }

  reading(): PeerMeshReading {
    const { seats } = this.#links;
    return { peers: seats.length, ages: this.#sync?.ages(seats, this.#options.clock.now()) ?? [] };
  }

  /** The page is being unloaded. */
  leave(): void {
    this.#session = undefined;
    this.#links.leave();
  }
}
