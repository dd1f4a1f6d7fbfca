/** The wing link of this page: the mesh of browsers, and what the flight makes of it. On while the player wants it. */
import type { Welcome } from "#protocol";
import { openMeshLink } from "#transport/dial";
import type { ClockSync } from "./connection/clock-sync.ts";
import { Mesh } from "./connection/mesh.ts";
import type { Flight } from "./netcode/flight.ts";
import type { PeerViews } from "./netcode/peer-views.ts";
import { Wing, type WingAge } from "./netcode/wing.ts";

export interface WingLinkOptions {
  readonly origin: string;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  readonly clock: ClockSync;
  readonly wanted: () => boolean;
}

export interface WingReading {
  /** Browsers to which a link is open. */
  readonly peers: number;
  readonly ages: readonly WingAge[];
}

export class WingLink {
  readonly #options: WingLinkOptions;
  readonly #mesh: Mesh;
  #wing: Wing | undefined;
  #stay: { readonly key: string; readonly seat: number } | undefined;
  #isOn = false;

  constructor(options: WingLinkOptions) {
    this.#options = options;
    const { origin, local, clock } = options;
    this.#mesh = new Mesh({
      origin,
      local,
      open: openMeshLink,
      heard: (seat, bytes) => this.#wing?.hear(seat, bytes, clock.now()),
      gone: (seat) => this.#wing?.views.forget(seat),
    });
  }

  /** Undefined while there is nothing that peers could tell. */
  get views(): PeerViews | undefined {
    return this.#isOn ? this.#wing?.views : undefined;
  }

  /** A new stay has begun. */
  begin({ key, seat }: Welcome, flight: Flight): void {
    this.#mesh.leave();
    this.#isOn = false;
    this.#stay = { key, seat };
    this.#wing = new Wing(flight);
  }

  /** Call it after each advance of the flight. */
  beat(): void {
    if (!this.#stay) return;
    const isWanted = this.#options.wanted();
    if (isWanted !== this.#isOn) {
      this.#isOn = isWanted;
      if (isWanted) this.#mesh.join(this.#stay.key, this.#stay.seat);
      else this.#mesh.leave();
    }
    if (!isWanted) return;
    this.#mesh.beat();
    this.#wing?.beat((report) => this.#mesh.send(report));
  }

  reading(): WingReading {
    const { seats } = this.#mesh;
    return { peers: seats.length, ages: this.#wing?.ages(seats, this.#options.clock.now()) ?? [] };
  }

  /** The tab is closing. */
  leave(): void {
    this.#stay = undefined;
    this.#mesh.leave();
  }
}
