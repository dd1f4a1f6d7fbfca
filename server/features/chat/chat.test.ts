import { roomSeat } from "#protocol";
import { expect, test } from "vitest";
import { makeTestRig } from "../../testing/test-rig.suite.ts";

test("[R23] a line reaches everybody, its speaker too, without the spaces around it; empty ones nobody", async () => {
  const bed = await makeTestRig();
  const ada = await bed.joinPlayer({ name: "Ada" });
  const bo = await bed.joinPlayer({ name: "Bo" });
  ada.sendChat("  hello \n");
  ada.sendChat("   ");
  await bed.advance(34);
  const told = [{ seat: ada.welcome.seat, text: "hello" }];
  expect([ada.chat, bo.chat]).toEqual([told, told]);
});

test("[R23] who talks without end is hushed once, and nobody's session overflows for it", async () => {
  const bed = await makeTestRig();
  const loud = await bed.joinPlayer({ name: "Loud" });
  const away = await bed.joinPlayer({ name: "Away" });
  away.client.link.close("lost");
  for (let tenth = 0; tenth < 290; tenth++) {
    for (let line = 0; line < 20; line++) loud.sendChat("again");
    await bed.advance(100);
  }
  expect(loud.client.closed).toBeUndefined();
  expect(bed.sessions.count).toBe(2);
  const hushed = loud.chat.filter(({ seat }) => seat === roomSeat);
  expect(hushed[0]?.text).toBe("You are sending chat too fast; wait a moment");
  await away.join(away.welcome.key);
  expect(away.chat.length).toBeLessThan(520);
  expect(away.chat.length).toBeGreaterThan(480);
});
