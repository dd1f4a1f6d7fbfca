/** Pulses in flight, one's own as predicted, the others' as told. Each flies straight from its birth, so a birth is all. */
import type { PulseSpawn, InboundMessage, TraceContext } from "#protocol";
import { type Pulse, pulseAt, pulseEndTick, pulseFromWire, pulseId } from "#simulation";

export interface FlyingPulse {
  readonly pulse: Pulse;
  readonly mine: boolean;
  readonly endTick: number;
  /** Its journey on the server, once a snapshot told. */
  context: TraceContext | undefined;
  /** The snapshot that told of it. */
  message: InboundMessage | undefined;
  /** False while only this browser believes in it. */
  isConfirmed: boolean;
  /** It touched a ship on this screen, or the server said that it hit. */
  hasHit: boolean;
  /** Its birth has been shown. */
  isShown: boolean;
}

export class Pulses {
  readonly #flying = new Map<number, FlyingPulse>();
  readonly #tickRateHz: number;

  constructor(tickRateHz: number) {
    this.#tickRateHz = tickRateHz;
  }

  /** This browser fired it, one tick ago at most. */
  predict(pulse: Pulse): FlyingPulse {
    const known = this.#flying.get(pulse.id);
    if (known && known.pulse.spawnTick === pulse.spawnTick) return known;
    return this.#add(pulse, true, false);
  }

  /** A snapshot told of it. Answers it when that was news. */
  confirm(
    spawn: PulseSpawn,
    self: number,
    context: TraceContext | undefined,
  ): FlyingPulse | undefined {
    const pulse = pulseFromWire(spawn);
    const known = this.#flying.get(pulse.id);
    if (known && known.pulse.spawnTick === spawn.spawnTick) {
      // Snapshots repeat a birth until it is acknowledged; its journey is told, and followed, once.
      if (known.isConfirmed) return undefined;
      known.isConfirmed = true;
      known.context = context;
      return known;
    }
    const confirmed = this.#add(pulse, spawn.owner === self, true);
    confirmed.context = context;
    return confirmed;
  }

  hit(owner: number, counter: number): FlyingPulse | undefined {
    const found = this.#flying.get(pulseId(owner, counter));
    if (found) found.hasHit = true;
    return found;
  }

  /** What the server never heard of by the time it should have, and what is long over, goes. */
  prune(snapshotTick: number): FlyingPulse[] {
    const gone: FlyingPulse[] = [];
    for (const [id, flying] of this.#flying) {
      const unconfirmed =
        flying.mine && !flying.isConfirmed && flying.pulse.spawnTick <= snapshotTick;
      if (!unconfirmed && flying.endTick > snapshotTick - this.#tickRateHz) continue;
      this.#flying.delete(id);
      gone.push(flying);
    }
    return gone;
  }

  all(): IterableIterator<FlyingPulse> {
    return this.#flying.values();
  }

  /** Where it is at `tick`, or undefined when it does not fly then. */
  at(flying: FlyingPulse, tick: number): { x: number; y: number } | undefined {
    if (flying.hasHit || tick < flying.pulse.spawnTick || tick >= flying.endTick) return undefined;
    return pulseAt(flying.pulse, tick, this.#tickRateHz);
  }

  #add(pulse: Pulse, mine: boolean, told: boolean): FlyingPulse {
    const endTick = pulseEndTick(pulse, this.#tickRateHz);
    const flying: FlyingPulse = {
      pulse,
      mine,
      endTick,
      context: undefined,
      message: undefined,
      isConfirmed: told,
      hasHit: false,
      isShown: false,
    };
    this.#flying.set(pulse.id, flying);
    return flying;
  }
}
