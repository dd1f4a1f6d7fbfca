import { Button } from "#simulation";
import { afterEach, expect, test, vi } from "vitest";
import { makePlayer } from "../testing/player.suite.ts";
import { joinRequest, makeTestRig, wanted } from "../testing/test-rig.suite.ts";
import type { NetcodeSession } from "./netcode-session.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What drawing might change: the marks on pulses, the moment that commands name, the interpolation and the prediction. */
const stateOf = ({ pulses, remoteView, interpolation, prediction, frameEffects }: NetcodeSession) =>
  structuredClone({
    pulses: [...pulses.all()].map((flying) => ({ ...flying, message: undefined })),
    view: [remoteView.tick, remoteView.viewTick16],
    delayMs: interpolation.delayMs,
    ship: prediction?.ship,
    frameEffects,
  });

const switches = { prediction: true, reconciliation: true, interpolation: true };
test.each([switches, { ...switches, prediction: false }, { ...switches, interpolation: false }])(
  "[C42] building the render state twice changes nothing, with $prediction prediction and $interpolation interpolation",
  async (chosen) => {
    const rig = makeTestRig({ fillTo: 6, delayMs: 30 });
    const player = makePlayer(rig);
    player.switches = chosen;
    player.sampleControls = () => ({ buttons: Button.fire, aim: 200, thrustX: 7, thrustY: 3 });
    player.session.join(joinRequest, wanted());
    await rig.advance(2000);
    const { netcode } = player;
    if (!netcode) throw new Error("the session has not begun");
    const shown = { pulses: 0, effects: 0, ships: 0 };
    for (let frame = 0; frame < 400; frame++) {
      await rig.advance(16);
      const drawn = player.frame();
      const before = stateOf(netcode);
      expect(player.renderState()).toEqual(drawn);
      expect(stateOf(netcode)).toEqual(before);
      shown.pulses += drawn?.pulses.length ?? 0;
      shown.effects += drawn?.effects.length ?? 0;
      shown.ships += drawn?.ships.length ?? 0;
    }
    expect(Math.min(shown.pulses, shown.effects, shown.ships)).toBeGreaterThan(50);
  },
);

test("[C19] a second frame of the same moment shows no effect again", async () => {
  const rig = makeTestRig({ fillTo: 6, delayMs: 30 });
  const player = makePlayer(rig);
  player.sampleControls = () => ({ buttons: Button.fire, aim: 200, thrustX: 7, thrustY: 3 });
  player.session.join(joinRequest, wanted());
  await rig.advance(2000);
  let shown = 0;
  for (let frame = 0; frame < 100; frame++) {
    await rig.advance(16);
    shown += player.frame()?.effects.length ?? 0;
    expect(player.frame()?.effects).toEqual([]);
  }
  expect(shown).toBeGreaterThan(10);
});
