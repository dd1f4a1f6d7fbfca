/**
 * Jaeger's older query API. Jaeger's UI still loads single traces with it, and Grafana and scripts search with it.
 * Every answer is an envelope; times are microseconds.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SpanRow } from "../store/span-row.ts";
import type { TraceStore } from "../store/trace-store.ts";
import { dependenciesBetween } from "./dependencies.ts";
import { setErrorStatus, NotFound } from "./errors.ts";
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
import { maxSpansInAnswer, type TraceQuery, tracesMatching } from "./search.ts";
import type { SearchQueue } from "./search-queue.ts";

export function legacyRoutes(
  fastify: FastifyInstance,
  store: TraceStore,
  searches: SearchQueue,
): void {
  fastify.setErrorHandler<Error>((error, _request, reply) => {
    const code = setErrorStatus(error, reply);
    return reply.send(failure(code, error.message));
  });

  // A wildcard matches names of any length, a parameter does not: long ones are answered in this API's shape, too.
  fastify.get<{ Params: { "*": string } }>("/traces/*", (request) => {
    const rows = store.trace(traceIdOf(request.params["*"]));
    if (!rows) throw new NotFound("trace not found");
    return success([jaegerTraceOf(rows)]);
  });

  fastify.get("/traces", async (request) => {
    const query = queryOf(request);
    const ids = [query["traceID"] ?? []].flat();
    if (ids.length > 0) return success(tracesWithIds(ids, store).map(jaegerTraceOf));
    const wanted = traceQueryOf(query, Date.now());
    const found = await searches.run(() => tracesMatching(store, wanted));
    return success(found.map(jaegerTraceOf));
  });

  fastify.get("/services", () => {
    const services = store.services();
    return { ...success(services), total: services.length };
  });

  fastify.get<{ Params: { "*": string } }>("/services/*", (request) => {
    const service = /^(.+)\/operations\/?$/s.exec(request.params["*"])?.[1];
    if (service === undefined) throw new NotFound("not found; /services/<service>/operations is");
    const names = new Set(store.operations(service).map(({ name }) => name));
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
    const fromUs = (endMs - lookbackMs) * 1e3;
    return success(await searches.run(() => dependenciesBetween(store, fromUs, endMs * 1e3)));
  });
}

function success(data: readonly unknown[]) {
  return { data, total: 0, limit: 0, offset: 0, errors: null };
}

function failure(code: number, msg: string) {
  return { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] };
}

/** Each trace once, in the order asked for, up to the size of one answer. */
function tracesWithIds(ids: readonly string[], store: TraceStore): readonly (readonly SpanRow[])[] {
  const found: (readonly SpanRow[])[] = [];
  let spans = 0;
  for (const id of new Set(ids.map(traceIdOf))) {
    const rows = store.trace(id);
    if (!rows) continue;
    spans += rows.length;
    if (found.length > 0 && spans > maxSpansInAnswer) break;
    found.push(rows);
  }
  return found;
}

function queryOf(request: FastifyRequest): QueryString {
  return request.query as QueryString;
}

function traceQueryOf(query: QueryString, nowMs: number): TraceQuery {
  const service = parameter(query, "service");
  if (service === undefined) throw new BadQuery("parameter 'service' is required");
  const lookback = parameter(query, "lookback");
  const endUs = microseconds(parameter(query, "end"), "end");
  const lookbackUs = lookback === "custom" ? undefined : durationUs(lookback, "lookback");
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
