/**
 * Jaeger's older query API, which its UI still opens single traces with and Grafana and scripts search with.
 * Every answer is an envelope; times are microseconds.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { TraceStore } from "../store/store.ts";
import { dependenciesBetween } from "./dependencies.ts";
import { jaegerTraceOf } from "./jaeger-json.ts";
import {
  BadQuery,
  depthOf,
  durationUs,
  microseconds,
  parameter,
  type QueryString,
  textMap,
  traceIdOf,
} from "./parameters.ts";
import { type TraceQuery, tracesMatching } from "./search.ts";

export function legacyRoutes(fastify: FastifyInstance, store: TraceStore): void {
  fastify.setErrorHandler<Error>((error, _request, reply) => {
    const code = error instanceof BadQuery ? 400 : 500;
    return reply.code(code).send(failure(code, error.message));
  });

  fastify.get<{ Params: { id: string } }>("/traces/:id", (request, reply) => {
    const rows = store.trace(traceIdOf(request.params.id));
    if (!rows) return reply.code(404).send(failure(404, "trace not found"));
    return success([jaegerTraceOf(rows)]);
  });

  fastify.get("/traces", async (request) => {
    const query = queryOf(request);
    const ids = [query["traceID"] ?? []].flat();
    if (ids.length > 0) {
      const found = ids.map((id) => store.trace(traceIdOf(id)) ?? []);
      return success(found.filter((rows) => rows.length > 0).map(jaegerTraceOf));
    }
    return success(
      (await tracesMatching(store, traceQueryOf(query, Date.now()))).map(jaegerTraceOf),
    );
  });

  fastify.get("/services", () => {
    const services = store.services();
    return { ...success(services), total: services.length };
  });

  fastify.get<{ Params: { service: string } }>("/services/:service/operations", (request) => {
    const names = new Set(store.operations(request.params.service).map(({ name }) => name));
    return { ...success([...names]), total: names.size };
  });

  fastify.get("/operations", (request) => {
    const query = queryOf(request);
    const service = parameter(query, "service");
    if (service === undefined) throw new BadQuery("parameter 'service' is required");
    const kind = parameter(query, "spanKind")?.toLowerCase();
    const operations = store
      .operations(service)
      .filter((its) => kind === undefined || its.kind === kind);
    return {
      ...success(operations.map((its) => ({ name: its.name, spanKind: its.kind }))),
      total: operations.length,
    };
  });

  fastify.get("/dependencies", async (request) => {
    const query = queryOf(request);
    const endMs = microseconds(parameter(query, "endTs"), "endTs") ?? Date.now();
    const lookbackMs = microseconds(parameter(query, "lookback"), "lookback") ?? 86_400_000;
    return success(await dependenciesBetween(store, (endMs - lookbackMs) * 1e3, endMs * 1e3));
  });
}

function success(data: readonly unknown[]) {
  return { data, total: 0, limit: 0, offset: 0, errors: null };
}

function failure(code: number, msg: string) {
  return { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] };
}

function queryOf(request: FastifyRequest): QueryString {
  return request.query as QueryString;
}

function traceQueryOf(query: QueryString, nowMs: number): TraceQuery {
  const service = parameter(query, "service");
  if (service === undefined) throw new BadQuery("parameter 'service' is required");
  const lookback = parameter(query, "lookback");
  const endUs = microseconds(parameter(query, "end"), "end");
  const lookbackUs =
    lookback === "custom"
      ? undefined
      : durationUs(
          lookback?.replace(/^(\d+)d$/, (_, days) => `${Number(days) * 24}h`),
          "lookback",
        );
  const startUs = microseconds(parameter(query, "start"), "start");
  const attributes = textMap(parameter(query, "tags"), "tags");
  for (const tag of [query["tag"] ?? []].flat()) {
    const colon = tag.indexOf(":");
    if (colon < 1)
      throw new BadQuery(`malformed 'tag' parameter, expecting key:value, received: ${tag}`);
    attributes.set(tag.slice(0, colon), tag.slice(colon + 1));
  }
  return {
    service,
    operation: parameter(query, "operation"),
    startMinUs:
      startUs ?? (lookbackUs === undefined ? undefined : (endUs ?? nowMs * 1e3) - lookbackUs),
    startMaxUs: endUs,
    durationMinUs: durationUs(parameter(query, "minDuration"), "minDuration"),
    durationMaxUs: durationUs(parameter(query, "maxDuration"), "maxDuration"),
    attributes,
    depth: depthOf(parameter(query, "limit"), "limit"),
  };
}
