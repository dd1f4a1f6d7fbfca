/** The switches of the player. Each switch is kept under its name, and has a parameter of the page's address. */
import { signal } from "@preact/signals";

export interface Settings {
  readonly prediction: boolean;
  readonly reconciliation: boolean;
  readonly interpolation: boolean;
  readonly lagCompensation: boolean;
  readonly ackClock: boolean;
  readonly mesh: boolean;
  readonly tracing: boolean;
  readonly screenShake: boolean;
  readonly reducedMotion: boolean;
  readonly serverGhost: boolean;
}

export const settings = signal<Settings>({
  prediction: true,
  reconciliation: true,
  interpolation: true,
  lagCompensation: true,
  ackClock: true,
  mesh: true,
  tracing: true,
  screenShake: true,
  reducedMotion: false,
  serverGhost: false,
});
