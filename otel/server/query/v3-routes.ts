/** Jaeger's query API v3 (jaeger-idl `swagger/api_v3/query_service.openapi.yaml`), as its UI uses it from 2.19 on. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Operation } from "../store/service-index.ts";
import type { TraceStore } from "../store/trace-store.ts";
import { setErrorStatus, NotFound } from "./errors.ts";
import { resourceSpansOf } from "./otlp-json.ts";
import {
  BadQuery,
  depthOf,
  durationUs,
  parameter,
  type QueryString,
  textMap,
  timeUs,
  traceIdOf,
} from "./parameters.ts";
import { type TraceQuery, tracesMatching } from "./search.ts";
import { summaryOf } from "./summary.ts";
import type { SearchQueue } from "./search-queue.ts";

export function v3Routes(fastify: FastifyInstance, store: TraceStore, searches: SearchQueue): void {
  fastify.setErrorHandler<Error>((error, _request, reply) => {
    const httpCode = setErrorStatus(error, reply);
    return reply.send({ error: { httpCode, message: error.message } });
  });
  const tracesOf = (request: FastifyRequest) => {
    const query = traceQueryOf(queryOf(request));
    return searches.run(() => tracesMatching(store, query));
  };

  fastify.get("/services", () => ({ services: store.services() }));

  fastify.get("/operations", (request) => {
    const query = queryOf(request);
    const service = parameter(query, "service");
    if (service === undefined) throw new BadQuery("malformed parameter service: it is required");
    const kind = parameter(query, "spanKind", "span_kind")?.toLowerCase();
    const wanted = ({ kind: its }: Operation) => kind === undefined || its === kind;
    return {
      operations: store
        .operations(service)
        .filter(wanted)
        .map((its) => ({ name: its.name, spanKind: its.kind })),
    };
  });

  fastify.get("/trace-summaries", async (request) => {
    const traces = await tracesOf(request);
    return { summaries: traces.map(summaryOf) };
  });

  fastify.get("/traces", async (request) => {
    const traces = await tracesOf(request);
    if (traces.length === 0) throw new NotFound("No traces found");
    return { result: { resourceSpans: traces.flatMap(resourceSpansOf) } };
  });

  // A wildcard matches ids of any length, a parameter does not: long ones are answered in this API's shape, too.
  fastify.get<{ Params: { "*": string } }>("/traces/*", (request) => {
    const query = queryOf(request);
    timeUs(parameter(query, "startTime", "start_time"), "start_time");
    timeUs(parameter(query, "endTime", "end_time"), "end_time");
    const rows = store.trace(traceIdOf(request.params["*"]));
    if (!rows) throw new NotFound("No traces found");
    return { result: { resourceSpans: resourceSpansOf(rows) } };
  });
}

function queryOf(request: FastifyRequest): QueryString {
  return request.query as QueryString;
}

function traceQueryOf(query: QueryString): TraceQuery {
  const startMinUs = timeUs(
    parameter(query, "query.startTimeMin", "query.start_time_min"),
    "query.start_time_min",
  );
  const startMaxUs = timeUs(
    parameter(query, "query.startTimeMax", "query.start_time_max"),
    "query.start_time_max",
  );
  if (startMinUs === undefined || startMaxUs === undefined) {
    throw new BadQuery("malformed parameter query.start_time_min: both start times are required");
  }
  if (startMinUs > startMaxUs)
    throw new BadQuery(
      "malformed parameter query.start_time_min: it is after query.start_time_max",
    );
  const depth = parameter(query, "query.searchDepth", "query.search_depth", "query.num_traces");
  return {
    service: parameter(query, "query.serviceName", "query.service_name"),
    operation: parameter(query, "query.operationName", "query.operation_name"),
    startMinUs,
    startMaxUs,
    durationMinUs: durationUs(
      parameter(query, "query.durationMin", "query.duration_min"),
      "query.duration_min",
    ),
    durationMaxUs: durationUs(
      parameter(query, "query.durationMax", "query.duration_max"),
      "query.duration_max",
    ),
    attributes: textMap(parameter(query, "query.attributes"), "query.attributes"),
    depth: depthOf(depth, "query.search_depth"),
  };
}
