/** The net graph (G): one line, then the strip, then percentiles and bytes, then everything. */
import type { ComponentChildren } from "preact";
import { netGraphLevel, netStats } from "../view.ts";
import { codecLabels } from "./codecs.ts";
import { bytes, bytesPerSecond, microseconds, milliseconds, percent, signed } from "./format.ts";
import { SpanRow } from "./spans.tsx";
import { Strip } from "./strip.tsx";
import { WingRows } from "./wing.tsx";
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
        name="lost / choked"
        title="Lost on the way / skipped by the sender because the link is full"
      >
        {percent(stats.lossShare)} / {percent(stats.chokeShare)}
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
      <WingRows />
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
