/** All routes of the trace store as one Fastify plugin: intake, Jaeger's query API (also under `/jaeger`) and our own additions. */
import type { FastifyInstance } from "fastify";
import { intakeRoutes, type IntakeOptions } from "./intake.ts";
import { crosswireRoutes, type CrosswireRoutesOptions } from "./query/crosswire-routes.ts";
import { legacyRoutes } from "./query/legacy-routes.ts";
import { type SearchQueue, searchQueue } from "./query/search-queue.ts";
import { v3Routes } from "./query/v3-routes.ts";

export interface TraceRoutesOptions extends IntakeOptions, CrosswireRoutesOptions {
  /** Runs searches one at a time. Servers that answer from one store share one. */
  readonly searches?: SearchQueue;
  /** Called with the intake's scope (`/v1`) before its routes are added. */
  readonly onIntake?: ((scope: FastifyInstance) => Promise<void>) | undefined;
}

export async function traceRoutes(
  fastify: FastifyInstance,
  options: TraceRoutesOptions,
): Promise<void> {
  const { store, searches = searchQueue() } = options;
  // Each has a scope of its own: body parsers and the shape of errors differ.
  await fastify.register(
    async (scope) => {
      scope.addHook("onResponse", async (_request, { statusCode }) =>
        options.refused?.record(statusCode),
      );
      await options.onIntake?.(scope);
      intakeRoutes(scope, options);
    },
    { prefix: "/v1" },
  );
  for (const prefix of ["", "/jaeger"]) {
    await fastify.register(async (scope) => v3Routes(scope, store, searches), {
      prefix: `${prefix}/api/v3`,
    });
    await fastify.register(async (scope) => legacyRoutes(scope, store, searches), {
      prefix: `${prefix}/api`,
    });
  }
  await fastify.register(async (scope) => crosswireRoutes(scope, options), {
    prefix: "/api/crosswire",
  });
}
