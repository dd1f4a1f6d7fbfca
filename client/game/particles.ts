/** Draws short effects: muzzle flashes, impact sparks, burst rings, dash rings. */
import { lightened } from "./colours.ts";
import type { SpriteBatch } from "./sprite-batch.ts";
import { ringRadius } from "./sprite-shapes.ts";
import type { Effect } from "./render-state.ts";

interface Particle {
  readonly frame: "spark" | "dot" | "ring";
  x: number;
  y: number;
  vx: number;
  vy: number;
  ageMs: number;
  readonly lifeMs: number;
  readonly fromScale: number;
  readonly toScale: number;
  readonly tint: number;
  readonly alpha: number;
}

/** Above this number the oldest particles are removed, so that sixteen bursts at once do not slow down a frame. */
const maxParticles = 360;

export class Particles {
  readonly #particles: Particle[] = [];

  spawn(effect: Effect, tint: number, reducedMotion: boolean): void {
    const { x, y } = effect;
    const share = reducedMotion ? 0.35 : 1;
    switch (effect.type) {
      case "fired": {
        const noseX = x + Math.cos(effect.heading) * 24;
        const noseY = y + Math.sin(effect.heading) * 24;
        this.#light(
          noseX,
          noseY,
          "dot",
          90,
          0.9,
          0.25,
          lightened(tint, 0.5),
          effect.mine ? 1 : 0.8,
        );
        this.#spray(
          noseX,
          noseY,
          Math.round(4 * share),
          260,
          110,
          lightened(tint, 0.4),
          effect.heading,
          0.5,
        );
        return;
      }
      case "hit":
        this.#light(x, y, "dot", 140, 1.3, 0.3, 0xffffff, 0.9);
        this.#light(
          x,
          y,
          "ring",
          260,
          0.1,
          effect.self || effect.mine ? 0.55 : 0.4,
          lightened(tint, 0.3),
          0.8,
        );
        this.#spray(x, y, Math.round(12 * share), 330, 320, lightened(tint, 0.35), 0, Math.PI);
        return;
      case "burst":
        this.#light(
          x,
          y,
          "dot",
          260,
          reducedMotion ? 2 : 4.6,
          1,
          0xffffff,
          reducedMotion ? 0.5 : 0.95,
        );
        this.#light(x, y, "dot", 620, 5, 1.6, tint, 0.5);
        this.#light(x, y, "ring", 520, 0.2, 1.9, lightened(tint, 0.4), 1);
        this.#light(x, y, "ring", 820, 0.1, 1.2, tint, 0.8);
        this.#spray(x, y, Math.round(34 * share), 430, 780, lightened(tint, 0.3), 0, Math.PI);
        this.#spray(x, y, Math.round(12 * share), 180, 980, 0xffffff, 0, Math.PI);
        return;
      case "dashed":
        this.#light(x, y, "ring", 300, 0.2, 0.75, tint, 0.7);
        this.#light(x, y, "dot", 180, 2.2, 0.6, lightened(tint, 0.5), 0.8);
        return;
      case "respawned":
        // The sparks move inwards: a ship appears here.
        this.#light(x, y, "ring", 480, 1.5, 0.35, tint, 0.9);
        this.#light(x, y, "dot", 480, 0.4, 2.4, lightened(tint, 0.4), 0.5);
        return;
    }
  }

  draw(batch: SpriteBatch, deltaMs: number): void {
    const seconds = deltaMs / 1000;
    const drag = Math.exp(-2.6 * seconds);
    let kept = 0;
    for (const particle of this.#particles) {
      particle.ageMs += deltaMs;
      if (particle.ageMs >= particle.lifeMs) continue;
      particle.x += particle.vx * seconds;
      particle.y += particle.vy * seconds;
      particle.vx *= drag;
      particle.vy *= drag;
      this.#particles[kept++] = particle;
      const age = particle.ageMs / particle.lifeMs;
      const eased = 1 - (1 - age) ** 3;
      const scale = particle.fromScale + (particle.toScale - particle.fromScale) * eased;
      const alpha = particle.alpha * (1 - age) ** (particle.frame === "dot" ? 1.4 : 0.9);
      if (particle.frame === "spark") {
        const speed = Math.hypot(particle.vx, particle.vy);
        batch.drawSprite(
          "spark",
          particle.x,
          particle.y,
          Math.atan2(particle.vy, particle.vx),
          0.25 + speed / 420,
          0.7,
          particle.tint,
          alpha,
        );
      } else
        batch.drawSprite(
          particle.frame,
          particle.x,
          particle.y,
          0,
          scale,
          scale,
          particle.tint,
          alpha,
        );
    }
    this.#particles.length = kept;
  }

  #light(
    x: number,
    y: number,
    frame: "dot" | "ring",
    lifeMs: number,
    fromScale: number,
    toScale: number,
    tint: number,
    alpha: number,
  ): void {
    const unit = frame === "ring" ? 56 / ringRadius : 1;
    this.#add({
      frame,
      x,
      y,
      vx: 0,
      vy: 0,
      ageMs: 0,
      lifeMs,
      fromScale: fromScale * unit,
      toScale: toScale * unit,
      tint,
      alpha,
    });
  }

  /** Sparks may be random: the simulation never uses them. */
  #spray(
    x: number,
    y: number,
    count: number,
    speed: number,
    lifeMs: number,
    tint: number,
    heading: number,
    spread: number,
  ): void {
    for (let i = 0; i < count; i++) {
      const angle = heading + (Math.random() * 2 - 1) * spread;
      const pace = speed * (0.35 + Math.random() * 0.65);
      this.#add({
        frame: "spark",
        x,
        y,
        vx: Math.cos(angle) * pace,
        vy: Math.sin(angle) * pace,
        ageMs: 0,
        lifeMs: lifeMs * (0.5 + Math.random() * 0.5),
        fromScale: 1,
        toScale: 1,
        tint,
        alpha: 1,
      });
    }
  }

  #add(particle: Particle): void {
    if (this.#particles.length >= maxParticles) this.#particles.shift();
    this.#particles.push(particle);
  }
}
