/** Routes that pages of every origin may use: the one exception to the rule of origins, with the CORS headers that browsers need. */
import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The origin of a request is not checked; its Host is. */
    anyOrigin?: true;
  }
}

/** How long browsers cache the answer to a preflight: Chromium caches none for longer. */
const maxAgeSeconds = 7200;

/**
 * For all routes of this scope. To be called before they are added, in a scope with a prefix: preflights are answered on
 * every path below it.
 */
export async function openToAnyOrigin(scope: FastifyInstance): Promise<void> {
  scope.addHook("onRoute", (route) => {
    route.config = { ...route.config, anyOrigin: true };
  });
  await scope.register(cors, {
    origin: "*",
    methods: ["POST"],
    exposedHeaders: ["retry-after"],
    maxAge: maxAgeSeconds,
  });
}
