/** The built pages and their files: the game at `/`, the trace viewer at `/traces` and below. */
import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { pageHeaders, type PageHeaderOptions } from "./page-headers.ts";

export interface PageOptions extends PageHeaderOptions {
  /** The folder of the build. */
  readonly folder: string;
}

const game = "client/index.html";
const traces = "otel/viewer/index.html";

export function pageRoutes(fastify: FastifyInstance, options: PageOptions): void {
  // Of other answers, only our pages may read them, and no browser may guess another type.
  fastify.addHook("onSend", async (_request, reply) => {
    reply.headers({
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
  });
  // In a scope of its own: on each poll, a page's headers would be several times as large as the snapshot.
  void fastify.register(async (scope) => {
    pageHeaders(scope, options);
    if (existsSync(join(options.folder, game))) builtPages(scope, options.folder);
    else missingPages(scope);
  });
}

function builtPages(scope: FastifyInstance, folder: string): void {
  void scope.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      // Names in assets/ carry a hash of their content.
      const isLasting = relative(folder, path).startsWith(`assets${sep}`);
      reply.header("cache-control", isLasting ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const page = (file: string) => (_request: unknown, reply: FastifyReply) => reply.sendFile(file);
  scope.get("/", page(game));
  scope.get("/traces", page(traces));
  scope.get("/traces/*", page(traces));
}

function missingPages(scope: FastifyInstance): void {
  scope.get("/", async (_request, reply) =>
    reply
      .code(503)
      .type("text/plain")
      .send("The game is not built yet: stop this server and run npm start, or npm run build.\n"),
  );
}
