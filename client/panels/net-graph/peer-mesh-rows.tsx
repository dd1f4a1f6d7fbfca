/** The rows of the net graph about the wing link: how old the newest state of each ship is, from its own browser and from the server. */
import { pluralize } from "#text";
import { scores, peerMesh } from "../../view.ts";
import { Figure } from "../shared/figure.tsx";
import { milliseconds, signed } from "../shared/format.ts";

const maxShown = 8;

const ageAbout =
  "Age of the newest position of this player's ship: the one that the player's browser sent directly, and the one from the server.";
const violationAbout =
  " This browser sent positions that the server contradicts. Each time, only the server's positions are used for a while.";

/** Below zero the ship is predicted ahead of the server's clock. */
const age = (ms: number): string => (ms < 0 ? signed(ms) : milliseconds(Math.round(ms)));

export function PeerMeshRows() {
  const { peers, ages } = peerMesh.value;
  const nameOf = (seat: number): string =>
    scores.value.find(({ id }) => id === seat)?.name ?? `seat ${seat}`;
  return (
    <>
      <Figure
        label="wing link"
        about="Browsers of this room that send their ship's position to this page directly, not through the server."
      >
        {pluralize(peers, "peer")}
      </Figure>
      {ages.slice(0, maxShown).map(({ seat, peerMs, serverMs, violations }) => (
        <Figure
          key={seat}
          label={nameOf(seat)}
          about={violations > 0 ? ageAbout + violationAbout : ageAbout}
        >
          peer {age(peerMs)} · server {age(serverMs)}
          {violations > 0 && <> · rejected {pluralize(violations, "time")}</>}
        </Figure>
      ))}
    </>
  );
}
