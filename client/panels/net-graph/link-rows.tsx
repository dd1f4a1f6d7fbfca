/** The rows of the net graph about the link: how old, how complete and how large the snapshots are. */
import { netStats, type NetStats } from "../../view.ts";
import { codecLabels } from "../shared/codecs.ts";
import { Figure } from "../shared/figure.tsx";
import { bytes, bytesPerSecond, microseconds, milliseconds, percent } from "../shared/format.ts";

const heldBackAbout =
  "Share of the snapshots that the server did not send, by reason. Link full: the link took no more. Slow page: this page was " +
  "busy and acknowledged nothing. Poll interval: this page asks only at an interval.";

/** "0 %", or each reason that occurred with its share. */
function heldBackText({ linkFullShare, slowPageShare, pollIntervalShare }: NetStats["heldBack"]) {
  const reasons = [
    ["link full", linkFullShare],
    ["slow page", slowPageShare],
    ["poll interval", pollIntervalShare],
  ] as const;
  const occurred = reasons.filter(([, share]) => share > 0);
  if (occurred.length === 0) return percent(0);
  return occurred.map(([why, share]) => `${why} ${percent(share)}`).join(" · ");
}

function SnapshotRows() {
  const { ageMs, jitterMs, lossShare, replacedShare, heldBack } = netStats.value;
  return (
    <>
      <Figure
        label="age p50 p95 p99"
        about="Age of the world on your screen in the last 5 seconds. Half of the time it was at most the first number, 95 % of the time at most the second, 99 % at most the third."
      >
        {Math.round(ageMs.p50)} {Math.round(ageMs.p95)} {milliseconds(ageMs.p99)}
      </Figure>
      <Figure label="jitter" about="How much the round trip time varies from message to message.">
        {milliseconds(jitterMs)}
      </Figure>
      <Figure
        label="lost"
        about="Share of the snapshots of the last 5 seconds that the network lost. Over TCP it is always 0 %."
      >
        {percent(lossShare)}
      </Figure>
      <Figure
        label="replaced"
        about="Share of the snapshots that a newer one replaced before this page had them. Nothing is missing, but the world is older."
      >
        {percent(replacedShare)}
      </Figure>
      <Figure label="held back" about={heldBackAbout}>
        {heldBackText(heldBack)}
      </Figure>
    </>
  );
}

function ByteRows() {
  const stats = netStats.value;
  const { codec } = stats;
  return (
    <>
      <Figure label="up" about="Bytes and messages that this page sends to the server each second.">
        {bytesPerSecond(stats.upBytesPerSecond)} · {Math.round(stats.upMessagesPerSecond)} msg/s
      </Figure>
      <Figure
        label="down"
        about="Bytes and messages that this page receives from the server each second."
      >
        {bytesPerSecond(stats.downBytesPerSecond)} · {Math.round(stats.downMessagesPerSecond)} msg/s
      </Figure>
      <Figure label="snapshot" about="Size of the average snapshot of the last 5 seconds.">
        {bytes(stats.bytesPerSnapshot)}
      </Figure>
      <Figure
        label="codec"
        about="The codec in use, and the size of the average message in it without the envelope: sent / received."
      >
        {codecLabels[codec.codec]} · {bytes(codec.encodedBytes)} / {bytes(codec.decodedBytes)}
      </Figure>
      <Figure
        label="encode / decode"
        about="Time that this page needs to encode and to decode the average message, in microseconds."
      >
        {microseconds(codec.encodeMicros)} / {microseconds(codec.decodeMicros)}
      </Figure>
      <Figure
        label="trace context"
        about="Bytes each second, sent and received, that only say which trace a message belongs to: the cost of tracing."
      >
        {bytesPerSecond(stats.contextBytesPerSecond)}
      </Figure>
    </>
  );
}

export function LinkRows() {
  return (
    <>
      <SnapshotRows />
      <ByteRows />
    </>
  );
}
