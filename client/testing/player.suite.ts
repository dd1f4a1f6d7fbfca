/** A browser's session with its netcode, without the browser: tests give the controls and ask for the frames. */
import { input, noSpans, roster, snapshot } from "#protocol";
import { vi } from "vitest";
import type { RenderState } from "../game/index.ts";
import type { ControlSample } from "../input/index.ts";
import { NetcodeSession, type NetcodeSwitches } from "../netcode/netcode-session.ts";
import { Meter } from "../netcode/meter.ts";
import { type Correction, Prediction } from "../netcode/prediction.ts";
import type { ShotStatus } from "../netcode/shot-traces.ts";
import { buildRenderState } from "../netcode/build-render-state.ts";
import { InboundRouter } from "../inbound-router.ts";
import { Roster } from "../roster.ts";
import { type TestRig, makeClient } from "./test-rig.suite.ts";

const idleControls: ControlSample = { buttons: 0, aim: 0, thrustX: 0, thrustY: 0 };

export function makePlayer(rig: TestRig, { skewMs = 0, lossy = true } = {}) {
  const client = makeClient(rig, { skewMs });
  const seats = new Roster();
  const inbound = new InboundRouter();
  const meter = new Meter();
  const reconcile = vi.spyOn(Prediction.prototype, "reconcile");
  const shots: ShotStatus[] = [];
  const player = {
    client,
    session: client.session,
    netcode: undefined as NetcodeSession | undefined,
    sampleControls: (): ControlSample => idleControls,
    switches: { prediction: true, reconciliation: true, interpolation: true } as NetcodeSwitches,
    meter,
    shots,
    /** The correction of each snapshot so far; undefined for one that agreed in every bit. It counts one player a test. */
    corrections: () => reconcile.mock.results.map(({ value }) => value as Correction | undefined),
    /** One frame, at the time of the rig's clock; undefined before the session has begun. */
    frame(): RenderState | undefined {
      player.netcode?.update();
      player.netcode?.showFrame(client.clock.now());
      return player.renderState();
    },
    renderState(): RenderState | undefined {
      const { netcode } = player;
      const controls = player.sampleControls();
      return (
        netcode && buildRenderState({ netcode, roster: seats.bySeat, controls }, client.clock.now())
      );
    },
  };
  client.on.joined = (welcome) => {
    player.netcode = new NetcodeSession({
      welcome,
      clock: client.clock,
      send: (commands, parent) => client.session.send(input, commands, parent),
      transport: () => client.session.transport ?? "none",
      isLossy: () => lossy,
      switches: () => player.switches,
      peers: () => undefined,
      sampleControls: () => player.sampleControls(),
      pressedMs: () => 0,
      meter,
      gaps: () => client.session.channel.ledger.of(snapshot.kind),
      isPolling: () => false,
      recorder: noSpans,
      shotChanged: (shot) => shots.push(shot),
      snapshotArrived: () => {},
    });
  };
  inbound.on(roster, (rows) => seats.replace(rows));
  inbound.onEncoded(snapshot, (message) => player.netcode?.receiveSnapshot(message));
  client.on.received = (message) => inbound.route(message);
  client.on.newLink = () => {
    player.netcode?.interpolation.resetArrivals();
    if (client.session.pinger.rttMs > 0)
      player.netcode?.timeline.expectRtt(client.session.pinger.rttMs);
  };
  rig.onUpdate(() => {
    meter.update(client.clock.now());
    player.netcode?.update();
  });
  return player;
}
