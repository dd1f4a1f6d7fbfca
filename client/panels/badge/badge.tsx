/** What the ship flies on and how that goes; a fallback or an outage says so here in plain words. Opens the choice of another. */
import { connection, httpVersion, limitation, netStats } from "../../view.ts";
import { percent } from "../shared/format.ts";
import { openTransportChoice } from "../settings/transport-choice.ts";
import { accentStyle, labelOf } from "../shared/transports.ts";
import "./badge.css";

export function Badge() {
  const { transport, statusText, swappingTo, phase } = connection.value;
  const { rttMs, lossShare } = netStats.value;
  const open = transport !== undefined;
  return (
    <section
      class="badge"
      style={accentStyle(open ? transport : undefined)}
      aria-label="Connection"
    >
      <button
        type="button"
        class="numbers"
        title="Change the transport"
        aria-haspopup="dialog"
        onClick={openTransportChoice}
      >
        <span class="mark" aria-hidden="true" />
        <b>{open ? labelOf(transport) : phase === "reconnecting" ? "No link" : "Connecting"}</b>
        {open && httpVersion.value !== "" && <span class="hop">over {httpVersion}</span>}
        {open && <span>· {Math.round(rttMs)} ms</span>}
        {open && (
          <span class="loss" title="Lost by the network, of the last 5 s; over TCP nothing is">
            · {percent(lossShare)} loss
          </span>
        )}
        {swappingTo && <span class="swap">→ {labelOf(swappingTo)}</span>}
        <span class="unseen">Change the transport</span>
      </button>
      <p class="note">{statusText}</p>
      <p class="note">{limitation}</p>
    </section>
  );
}
