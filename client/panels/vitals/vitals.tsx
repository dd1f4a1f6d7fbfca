/** One's own energy and dash, and how long until the ship is back. */
import { vitals } from "../../view.ts";
import "./vitals.css";

function Gauge({ name, share, kind }: { name: string; share: number; kind: string }) {
  const percentFull = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      class={`gauge ${kind}`}
      role="meter"
      aria-label={name}
      aria-valuenow={percentFull}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <small aria-hidden="true">{name}</small>
      <span class="track">
        <span class="fill" style={`width: ${percentFull}%`} />
      </span>
    </div>
  );
}

export function VitalsPanel() {
  const { energy, dashReady, flying, respawnSeconds } = vitals.value;
  return (
    <section class="vitals" aria-label="Ship">
      {!flying && <p class="respawn">Burst. Back in {Math.max(1, Math.ceil(respawnSeconds))} s</p>}
      <Gauge name="Energy" share={energy} kind={energy <= 0.3 ? "energy low" : "energy"} />
      <Gauge
        name="Dash"
        share={dashReady}
        kind={dashReady >= 1 ? "dash-gauge ready" : "dash-gauge"}
      />
    </section>
  );
}
