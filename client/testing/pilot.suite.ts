/** A browser's session with a flight, without the browser: flown by hands that tests give, drawn in frames that they ask for. */
import { decodeRoster, noActions, type RosterRow } from "#protocol";
import { vi } from "vitest";
import type { Picture } from "../game/index.ts";
import { Flight, type Hands, type NetcodeSwitches } from "../netcode/flight.ts";
import { Meter } from "../netcode/meter.ts";
import { type Correction, Prediction } from "../netcode/prediction.ts";
import type { ShotView } from "../netcode/shots.ts";
import { fillPicture } from "../netcode/stage.ts";
import { type Bed, visitor } from "./bed.suite.ts";

const still: Hands = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };

export function pilot(bed: Bed, { skewMs = 0, lossy = true } = {}) {
  const who = visitor(bed, { skewMs });
  const roster = new Map<number, RosterRow>();
  const meter = new Meter();
  const reconcile = vi.spyOn(Prediction.prototype, "reconcile");
  const picture: Picture = {
    self: undefined,
    ships: [],
    pulses: [],
    effects: [],
    serverGhost: undefined,
  };
  const shots: ShotView[] = [];
  const seat = {
    who,
    session: who.session,
    flight: undefined as Flight | undefined,
    hands: (): Hands => still,
    switches: { prediction: true, reconciliation: true, interpolation: true } as NetcodeSwitches,
    picture,
    meter,
    shots,
    /** What each snapshot so far came to; undefined for one that agreed in every bit. One pilot a test. */
    corrections: () => reconcile.mock.results.map(({ value }) => value as Correction | undefined),
    /** One frame, at the time of the bed's clock. */
    frame(): Picture {
      picture.effects = [];
      const { flight } = seat;
      if (!flight) return picture;
      flight.advance();
      const options = {
        picture,
        roster: () => roster,
        switches: () => seat.switches,
        peek: () => seat.hands(),
        journeys: noActions,
      };
      fillPicture(options, flight, who.clock.now());
      return picture;
    },
  };
  who.on.joined = (welcome) => {
    seat.flight = new Flight({
      welcome,
      clock: who.clock,
      tell: (kind, input, parent) => who.session.tell(kind, input, parent),
      transport: () => who.session.transport ?? "none",
      lossy: () => lossy,
      switches: () => seat.switches,
      peers: () => undefined,
      hands: () => seat.hands(),
      pressedMs: () => 0,
      meter,
      gaps: () => who.session.conversation.ledger.of("snapshot"),
      polls: () => false,
      journeys: noActions,
      shotChanged: (shot) => shots.push(shot),
      arrived: () => {},
    });
  };
  who.on.heard = (message) => {
    if (message.kind === "snapshot") seat.flight?.hearSnapshot(message);
    if (message.kind !== "roster") return;
    roster.clear();
    for (const row of decodeRoster(message.body)) roster.set(row.seat, row);
  };
  who.on.newLink = () => {
    seat.flight?.interpolation.forgetArrivals();
    if (who.session.rttMs > 0) seat.flight?.timeline.expectRtt(who.session.rttMs);
  };
  bed.onBeat(() => {
    meter.beat(who.clock.now());
    seat.flight?.advance();
  });
  return seat;
}
