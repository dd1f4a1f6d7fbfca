/** Pulses in flight: the player's own as predicted, others' as snapshots brought them. Each flies straight, so that its spawn says all. */
import type { PulseSpawn, InboundMessage, TraceContext } from "#protocol";
import { type Pulse, pulseAt, pulseEndTick, pulseFromWire, pulseId } from "#simulation";

export interface FlyingPulse {
  readonly pulse: Pulse;
  readonly mine: boolean;
  readonly endTick: number;
  /** The context of the server's `apply` span: from the snapshot that brings it until a frame that shows the pulse is traced. */
  context: TraceContext | undefined;
  /** The snapshot that confirmed it. */
  message: InboundMessage | undefined;
  /** False while it is only predicted. */
  isConfirmed: boolean;
  /** It touched a ship on this screen, or a snapshot brought its hit. */
  hasHit: boolean;
  /** A frame has shown that it left its ship. */
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

  /** A snapshot brought it. Answers the pulse where it was not confirmed before. */
  confirm(
    spawn: PulseSpawn,
    self: number,
    context: TraceContext | undefined,
  ): FlyingPulse | undefined {
    const pulse = pulseFromWire(spawn);
    const known = this.#flying.get(pulse.id);
    if (known && known.pulse.spawnTick === spawn.spawnTick) {
      // Snapshots repeat a spawn until it is acknowledged; it is traced once.
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

  /** Removes predicted pulses that the server does not confirm by their tick, and pulses that ended a second ago. */
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

  /** Its position at `tick`; undefined when it does not fly then. */
  at(flying: FlyingPulse, tick: number): { x: number; y: number } | undefined {
    if (flying.hasHit || tick < flying.pulse.spawnTick || tick >= flying.endTick) return undefined;
    return pulseAt(flying.pulse, tick, this.#tickRateHz);
  }

  #add(pulse: Pulse, mine: boolean, isConfirmed: boolean): FlyingPulse {
    const endTick = pulseEndTick(pulse, this.#tickRateHz);
    const flying: FlyingPulse = {
      pulse,
      mine,
      endTick,
      context: undefined,
      message: undefined,
      isConfirmed,
      hasHit: false,
      isShown: false,
    };
    this.#flying.set(pulse.id, flying);
    return flying;
  }
}
