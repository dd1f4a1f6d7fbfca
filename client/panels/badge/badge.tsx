/** The transport in use, its round trip time and its loss, and a note about a fallback or an outage. Opens the choice of another. */
import { connection, netStats } from "../../view.ts";
import type { Panel } from "../panel.ts";
import { Figure } from "../shared/figure.tsx";
import { percent } from "../shared/format.ts";
import { openTransportChoice } from "../settings/transport-choice.ts";
import { accentStyle, labelOf } from "../shared/transports.ts";
import { feedBadge, httpVersion, limitation } from "./signals.ts";
import "./badge.css";

function Numbers() {
  const { rttMs, lossShare } = netStats.value;
  return (
    <>
      <Figure
        label="RTT"
        about="Round trip time: how long a message takes to the server and back, in milliseconds."
      >
        {Math.round(rttMs)} ms
      </Figure>
      <Figure
        class="loss"
        label="loss"
        about="Share of the snapshots of the last 5 seconds that the network lost. TCP sends lost bytes again, so over TCP it is always 0 %."
      >
        {percent(lossShare)}
      </Figure>
    </>
  );
}

function Badge() {
  const { transport, statusText, swappingTo, phase } = connection.value;
  const open = transport !== undefined;
  return (
    <section
      class="badge"
      style={accentStyle(open ? transport : undefined)}
      aria-label="Connection"
    >
      <div class="numbers">
        <button
          type="button"
          class="transport"
          title="Change the transport"
          aria-haspopup="dialog"
          onClick={openTransportChoice}
        >
          <span class="mark" aria-hidden="true" />
          <b>{open ? labelOf(transport) : phase === "reconnecting" ? "No link" : "Connecting"}</b>
          {open && httpVersion.value !== "" && <span class="http-version">over {httpVersion}</span>}
          {swappingTo && <span class="swap">→ {labelOf(swappingTo)}</span>}
          <span class="unseen">Change the transport</span>
        </button>
        {open && <Numbers />}
      </div>
      <p class="note">{statusText}</p>
      <p class="note">{limitation}</p>
    </section>
  );
}

export const badge: Panel = { name: "badge", slot: () => "left", View: Badge, feed: feedBadge };
