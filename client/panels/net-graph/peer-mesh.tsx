/** The wing link's rows of the net graph: who tells of itself directly, and how much fresher that is than the server. */
import { pluralize } from "#text";
import { scores, peerMesh } from "../../view.ts";
import { milliseconds, signed } from "../shared/format.ts";

const maxShown = 8;

const violationsTitle =
  "It said that its ship is where the server says it cannot be; then the server alone is believed for a while";

/** Below zero the ship runs ahead of the server's clock. */
const age = (ms: number): string => (ms < 0 ? signed(ms) : milliseconds(Math.round(ms)));

export function PeerMeshRows() {
  const { peers, ages } = peerMesh.value;
  const nameOf = (seat: number): string =>
    scores.value.find(({ id }) => id === seat)?.name ?? `seat ${seat}`;
  return (
    <>
      <div title="Browsers of this room that are linked to this one directly">
        <dt>wing link</dt>
        <dd>{pluralize(peers, "peer")}</dd>
      </div>
      {ages.slice(0, maxShown).map(({ seat, peerMs, serverMs, lies }) => (
        <div
          key={seat}
          title={lies > 0 ? violationsTitle : "Age of the newest word: its own, the server's"}
        >
          <dt>{nameOf(seat)}</dt>
          <dd>
            peer {age(peerMs)} · server {age(serverMs)}
            {lies > 0 && <> · not believed {lies}×</>}
          </dd>
        </div>
      ))}
    </>
  );
}
