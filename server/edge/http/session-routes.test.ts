import { addErrorHandlers } from "#signaling";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { sessionRoutes } from "./session-routes.ts";
import { makeTestRig } from "../../testing/test-rig.suite.ts";

async function served() {
  const rig = await makeTestRig();
  const fastify = Fastify();
  addErrorHandlers(fastify);
  sessionRoutes(fastify, rig.sessions);
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
  return { rig, goodbye, resume };
}

test("[R7] a page that is unloaded says goodbye with its key; an unknown key is answered in words", async () => {
  const { rig, goodbye } = await served();
  const player = await rig.joinPlayer();
  expect((await goodbye(player.welcome.key)).statusCode).toBe(204);
  await rig.advance(5000);
  expect(rig.sessions.count).toBe(0);
  const again = await goodbye(player.welcome.key);
  expect([again.statusCode, again.json()]).toEqual([
    404,
    { error: "no player of that key is here" },
  ]);
});

test("[R31] the page after a reload is given a ticket to its seat, and null where there is nobody to come back to", async () => {
  const { rig, resume } = await served();
  const player = await rig.joinPlayer({ name: "Bo" });
  const answer = await resume(player.welcome.key, { left: true });
  expect(answer.statusCode).toBe(200);
  const { ticket } = answer.json<{ ticket: string }>();
  const reloaded = rig.player();
  await reloaded.join(ticket);
  expect(reloaded.welcome).toMatchObject({ name: "Bo", seat: player.welcome.seat, resumed: true });
  expect((await resume(player.welcome.key, { left: true })).json()).toEqual({ ticket: null });
  expect((await resume("made up", { left: false })).json()).toEqual({ ticket: null });
  expect((await resume(reloaded.welcome.key, {})).json()).toEqual({
    error: "left: whether the page of that key has been unloaded, true or false",
  });
});
