import { addErrorHandlers } from "#signaling";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { type WebtransportRouteOptions, webtransportRoute } from "./webtransport-route.ts";

const hashes = ["first", "second"];

function served(more: Partial<WebtransportRouteOptions> = {}) {
  const fastify = Fastify();
  addErrorHandlers(fastify);
  webtransportRoute(fastify, {
    portUdp: 3001,
    host: "127.0.0.1",
    certificateHash: () => hashes[0] ?? "",
    missing: undefined,
    invite: ({ address, credential }) => `${address}-${credential}`,
    admits: (credential) => credential === "ticket",
    ...more,
  });
  return async (headers: Record<string, string> = {}) => {
    const reply = await fastify.inject({
      url: "/api/webtransport",
      headers: { host: "localhost:3000", authorization: "Bearer ticket", ...headers },
    });
    return { status: reply.statusCode, body: reply.json() as unknown };
  };
}

test("[R27] the holder of a ticket is told the port and the current hash, and nobody else is", async () => {
  const ask = served();
  const url = "https://127.0.0.1:3001/link/webtransport?token=127.0.0.1-ticket";
  expect(await ask()).toEqual({ status: 200, body: { url, certificateHash: "first" } });
  hashes.shift();
  expect(await ask()).toEqual({ status: 200, body: { url, certificateHash: "second" } });
  for (const authorization of ["", "Bearer", "Bearer made-up", "ticket"])
    expect((await ask({ authorization })).status).toBe(401);
});

test.each([
  ["127.0.0.1", "localhost:3000", "127.0.0.1"],
  ["0.0.0.0", "localhost:3443", "127.0.0.1"],
  ["0.0.0.0", "game.example:3000", "game.example"],
  ["::", "localhost:3000", "[::1]"],
  ["::1", "[::1]:3000", "[::1]"],
])("[R27] a page of a server on %s that came to %s dials %s", async (host, name, dialed) => {
  const { body } = await served({ host })({ host: name });
  expect(body).toMatchObject({
    url: `https://${dialed}:3001/link/webtransport?token=127.0.0.1-ticket`,
  });
});

test("[R27] without such a port the answer says why", async () => {
  const missing = "this needs a newer C library";
  expect(await served({ missing })()).toEqual({ status: 501, body: { error: missing } });
});
