import { expect, test } from "vitest";
import { openToAnyOrigin } from "./any-origin.ts";
import { startRealServer } from "../../testing/real-server.suite.ts";

const origin = "https://shop.example";
const preflight = {
  origin,
  "access-control-request-method": "POST",
  "access-control-request-headers": "content-type,x-api-key",
};

async function served() {
  const { url } = await startRealServer(
    { HTTPS_PORT: "off" },
    {
      extend(fastify) {
        fastify.register(
          async (scope) => {
            await openToAnyOrigin(scope);
            scope.post("/traces", async (_request, reply) => reply.code(429).send({ spans: 0 }));
          },
          { prefix: "/v1" },
        );
      },
    },
  );
  return (path: string, init: RequestInit) => fetch(`${url}${path}`, init);
}

test("[R34] with the intake open to anyone, pages of other origins may send to it and read the answer", async () => {
  const ask = await served();
  const asked = await ask("/v1/traces", { method: "OPTIONS", headers: preflight });
  expect(asked.status).toBe(204);
  expect(Object.fromEntries(asked.headers)).toMatchObject({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type,x-api-key",
    "access-control-max-age": "7200",
  });
  const sent = await ask("/v1/traces", { method: "POST", headers: { origin } });
  expect(sent.status).toBe(429);
  expect(sent.headers.get("access-control-allow-origin")).toBe("*");
  expect(sent.headers.get("access-control-expose-headers")).toBe("retry-after");
  expect(sent.headers.get("access-control-allow-credentials")).toBeNull();
});

test("[R34] the other routes do not answer them, preflights included", async () => {
  const ask = await served();
  for (const path of ["/", "/api/tickets", "/api/rooms", "/api/v3/services", "/link/sse", "/v2"]) {
    for (const init of [{ method: "OPTIONS", headers: preflight }, { headers: { origin } }]) {
      const answer = await ask(path, init);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  }
});
