/** The built pages and their files: the game at `/`, the trace viewer at `/traces` and below. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/**
 * Isolation gives the page a clock of 5 us steps instead of 100 us (HR-Time §8.1). Everything the page needs is its
 * own, so nothing is lost.
 */
const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

const game = "client/index.html";
const traces = "otel/viewer/index.html";

export function pageRoutes(fastify: FastifyInstance, folder: string): void {
  fastify.addHook("onSend", async (_request, reply) => {
    reply.headers(headers);
  });
  if (!existsSync(join(folder, game))) {
    fastify.get("/", async (_request, reply) =>
      reply
        .code(503)
        .type("text/plain")
        .send("The game is not built yet: stop this server and run npm start, or npm run build.\n"),
    );
    return;
  }
  fastify.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      // Names in assets/ carry a hash of their content.
      const lasting = path.includes("assets");
      reply.header("cache-control", lasting ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const page = (file: string) => (_request: unknown, reply: FastifyReply) => reply.sendFile(file);
  fastify.get("/", page(game));
  fastify.get("/traces", page(traces));
  fastify.get("/traces/*", page(traces));
}
