import { addErrorHandlers } from "#signaling";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { sessionRoutes } from "./session-routes.ts";
import { makeTestRig } from "../../testing/test-rig.suite.ts";

async function served() {
  const bed = await makeTestRig();
  const fastify = Fastify();
  addErrorHandlers(fastify);
  sessionRoutes(fastify, bed.sessions);
  const goodbye = (payload: string) =>
    fastify.inject({
      method: "POST",
      url: "/api/goodbye",
      payload,
      headers: { "content-type": "text/plain;charset=UTF-8" },
    });
  const resume = (key: string, payload: object) =>
    fastify.inject({
      method: "POST",
      url: "/api/resume",
      payload,
      headers: { authorization: `Bearer ${key}` },
    });
  return { bed, goodbye, resume };
}

test("[R7] a page that is unloaded says goodbye with its key; a key nobody has is answered in words", async () => {
  const { bed, goodbye } = await served();
  const player = await bed.joinPlayer();
  expect((await goodbye(player.welcome.key)).statusCode).toBe(204);
  await bed.advance(5000);
  expect(bed.sessions.count).toBe(0);
  const again = await goodbye(player.welcome.key);
  expect([again.statusCode, again.json()]).toEqual([
    404,
    { error: "no player of that key is here" },
  ]);
});

test("[R31] the page after a reload is given a ticket to its seat, and null where there is nobody to come back to", async () => {
  const { bed, resume } = await served();
  const player = await bed.joinPlayer({ name: "Bo" });
  const answer = await resume(player.welcome.key, { left: true });
  expect(answer.statusCode).toBe(200);
  const { ticket } = answer.json<{ ticket: string }>();
  const reloaded = bed.player();
  await reloaded.join(ticket);
  expect(reloaded.welcome).toMatchObject({ name: "Bo", seat: player.welcome.seat, resumed: true });
  expect((await resume(player.welcome.key, { left: true })).json()).toEqual({ ticket: null });
  expect((await resume("made up", { left: false })).json()).toEqual({ ticket: null });
  expect((await resume(reloaded.welcome.key, {})).json()).toEqual({
    error: "left: whether the page of that key has been unloaded, true or false",
  });
});
