/** Energy and dash of the own ship, and the time until it returns after a burst. */
import type { Panel } from "../panel.ts";
import { Figure } from "../shared/figure.tsx";
import { feedVitals, vitals as own } from "./signals.ts";
import "./vitals.css";

interface GaugeProps {
  readonly name: string;
  readonly about: string;
  readonly share: number;
  readonly kind: string;
}

function Gauge({ name, about, share, kind }: GaugeProps) {
  const percentFull = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div class={`gauge ${kind}`}>
      <Figure label={name} about={about}>
        {percentFull} %
      </Figure>
      <span
        class="track"
        role="meter"
        aria-label={name}
        aria-valuenow={percentFull}
        aria-valuetext={`${percentFull} %`}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span class="fill" style={`width: ${percentFull}%`} />
      </span>
    </div>
  );
}

/** Below this share the gauge is red. */
const lowEnergy = 0.3;

function Vitals() {
  const { energy, dashReady, flying, respawnSeconds } = own.value;
  return (
    <section class="vitals" aria-label="Ship">
      {!flying && (
        <p class="respawn">Your ship returns in {Math.max(1, Math.ceil(respawnSeconds))} s</p>
      )}
      <Gauge
        name="Energy"
        about="Energy of your ship. Hits and dashes take energy, and it grows back slowly. At 0 % the ship bursts."
        share={energy}
        kind={energy <= lowEnergy ? "energy low" : "energy"}
      />
      <Gauge
        name="Dash"
        about="How far your ship is ready for the next dash. At 100 % it can dash."
        share={dashReady}
        kind={dashReady >= 1 ? "dash-gauge ready" : "dash-gauge"}
      />
    </section>
  );
}

export const vitals: Panel = {
  name: "vitals",
  slot: () => "bottom",
  View: Vitals,
  feed: feedVitals,
};
