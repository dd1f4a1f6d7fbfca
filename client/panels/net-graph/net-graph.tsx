/** The net graph (G): one line, then the strip, then percentiles and bytes, then everything. */
import type { ComponentChildren } from "preact";
import { netGraphLevel, netStats, type NetStats } from "../../view.ts";
import { codecLabels } from "../shared/codecs.ts";
import {
  bytes,
  bytesPerSecond,
  microseconds,
  milliseconds,
  percent,
  signed,
} from "../shared/format.ts";
import { SpanRow } from "../trace/spans.tsx";
import { Strip } from "./strip.tsx";
import { PeerMeshRows } from "./peer-mesh.tsx";
import "./net-graph.css";

function Row({
  name,
  title,
  children,
}: {
  name: string;
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const heldBackTitle =
  "Snapshots that the server held back. Link full: it would not take more, or more was on its way than it has shown to " +
  "carry. Slow page: this page stood still and acknowledged nothing. Poll interval: this page asks and acknowledges at an interval.";

/** "0 %", or each reason that there is with its share. */
function heldBackText({ linkFullShare, slowPageShare, pollIntervalShare }: NetStats["heldBack"]) {
  const reasons = [
    ["link full", linkFullShare],
    ["slow page", slowPageShare],
    ["poll interval", pollIntervalShare],
  ] as const;
  const said = reasons.filter(([, share]) => share > 0);
  if (said.length === 0) return percent(0);
  return said.map(([why, share]) => `${why} ${percent(share)}`).join(" · ");
}

function Flow() {
  const stats = netStats.value;
  const { codec } = stats;
  return (
    <>
      <Row name="age p50 p95 p99" title="How old the newest world on screen is">
        {Math.round(stats.ageMs.p50)} {Math.round(stats.ageMs.p95)} {milliseconds(stats.ageMs.p99)}
      </Row>
      <Row name="jitter">{milliseconds(stats.jitterMs)}</Row>
      <Row
        name="lost"
        title="Snapshots that the network lost, of the last 5 s; over TCP none ever is"
      >
        {percent(stats.lossShare)}
      </Row>
      <Row
        name="replaced"
        title="Snapshots whose place a newer one took before this page had them: nothing is missing, the world is older"
      >
        {percent(stats.replacedShare)}
      </Row>
      <Row name="held back" title={heldBackTitle}>
        {heldBackText(stats.heldBack)}
      </Row>
      <Row name="up">
        {bytesPerSecond(stats.upBytesPerSecond)} · {Math.round(stats.upMessagesPerSecond)}/s
      </Row>
      <Row name="down">
        {bytesPerSecond(stats.downBytesPerSecond)} · {Math.round(stats.downMessagesPerSecond)}/s
      </Row>
      <Row name="a snapshot">{Math.round(stats.bytesPerSnapshot)} B</Row>
      <Row name="codec" title="The average message, up and down, without its envelope">
        {codecLabels[codec.codec]} · {bytes(codec.encodedBytes)} / {bytes(codec.decodedBytes)}
      </Row>
      <Row name="encode / decode" title="Time that this page spends on the average message">
        {microseconds(codec.encodeMicros)} / {microseconds(codec.decodeMicros)}
      </Row>
      <Row name="context tax" title="What trace context costs, both ways">
        {bytesPerSecond(stats.contextBytesPerSecond)}
      </Row>
    </>
  );
}

function Rest() {
  const stats = netStats.value;
  return (
    <>
      <Row name="interpolation" title="How far in the past other ships are drawn">
        {milliseconds(stats.interpolationDelayMs)}
      </Row>
      <Row name="correction" title="How far the prediction was off at the last correction">
        {stats.correctionUnits.toFixed(1)} units
      </Row>
      <Row name="freezes > 100 ms">{stats.freezesOver100Ms}</Row>
      <Row name="clock">
        {signed(stats.clockOffsetMs)} ± {milliseconds(stats.clockErrorMs)}
      </Row>
      <PeerMeshRows />
      <SpanRow />
      <Row name="swaps">{stats.swaps}</Row>
      <Row name="frames">{Math.round(stats.fps)} fps</Row>
    </>
  );
}

export function NetGraph() {
  const level = netGraphLevel.value;
  if (level === 0) return null;
  const { ageMs, downBytesPerSecond, fps } = netStats.value;
  return (
    <section class="net-graph" aria-label="Net graph">
      <p>
        age {milliseconds(ageMs.p50)} · {bytesPerSecond(downBytesPerSecond)} · {Math.round(fps)} fps
      </p>
      {level >= 2 && <Strip />}
      {level >= 3 && (
        <dl>
          <Flow />
          {level >= 4 && <Rest />}
        </dl>
      )}
    </section>
  );
}
