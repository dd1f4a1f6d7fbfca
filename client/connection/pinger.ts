/** Pings the server over the active link: feeds the clock sync, and measures RTT and jitter alike on every transport. */
import { type Channel, ping, pong } from "#protocol";
import type { Link } from "#transport";
import type { ClockSync } from "./clock-sync.ts";

const pingEveryMs = 500;
/** The first pings of a link come faster, because the clock needs samples. */
const initialPings = 8;
const initialPingEveryMs = 100;

export class Pinger {
  readonly #clock: ClockSync;
  readonly #local: () => number;
  #pings = 0;
  #lastPingMs = 0;
  rttMs = 0;
  jitterMs = 0;

  /** `local` is this page's own clock, ms. */
  constructor(clock: ClockSync, local: () => number) {
    this.#clock = clock;
    this.#local = local;
  }

  /** For a new link: the next update pings at once, since the server sends on a link after it has received a message there. */
  restart(): void {
    this.#pings = 0;
    this.#lastPingMs = 0;
  }

  update(channel: Channel, link: Link): void {
    const nowMs = this.#local();
    const everyMs = this.#pings < initialPings ? initialPingEveryMs : pingEveryMs;
    if (nowMs - this.#lastPingMs < everyMs) return;
    this.#lastPingMs = nowMs;
    this.#pings += 1;
    channel.sendOn(link, ping.kind, ping.encode(nowMs));
  }

  /** @throws MalformedMessage */
  receivePong(body: Uint8Array): void {
    const { t0, t1, t2 } = pong.decode(body);
    const rttMs = this.#clock.addSample(t0, t1, t2, this.#local());
    // RFC 3550 §6.4.1's smoothing with a quicker gain, because samples come twice a second and not fifty times.
    this.jitterMs += (Math.abs(rttMs - this.rttMs) - this.jitterMs) / 8;
    this.rttMs = this.rttMs === 0 ? rttMs : this.rttMs + (rttMs - this.rttMs) / 4;
  }
}
