import { roomSeat } from "#protocol";
import { expect, test } from "vitest";
import { makeTestRig } from "../../testing/test-rig.suite.ts";

test("[R23] a line reaches everybody, its author too, without the spaces around it; an empty line reaches nobody", async () => {
  const rig = await makeTestRig();
  const ada = await rig.joinPlayer({ name: "Ada" });
  const bo = await rig.joinPlayer({ name: "Bo" });
  ada.sendChat("  hello \n");
  ada.sendChat("   ");
  await rig.advance(34);
  const told = [{ seat: ada.welcome.seat, text: "hello" }];
  expect([ada.chat, bo.chat]).toEqual([told, told]);
});

test("[R23] a player who sends too many lines is told so, and no session overflows", async () => {
  const rig = await makeTestRig();
  const loud = await rig.joinPlayer({ name: "Loud" });
  const away = await rig.joinPlayer({ name: "Away" });
  away.client.link.close("lost");
  for (let tenth = 0; tenth < 290; tenth++) {
    for (let line = 0; line < 20; line++) loud.sendChat("again");
    await rig.advance(100);
  }
  expect(loud.client.closed).toBeUndefined();
  expect(rig.sessions.count).toBe(2);
  const warnings = loud.chat.filter(({ seat }) => seat === roomSeat);
  expect(warnings[0]?.text).toBe("You are sending chat too fast; wait a moment");
  await away.join(away.welcome.key);
  expect(away.chat.length).toBeLessThan(520);
  expect(away.chat.length).toBeGreaterThan(480);
});
