/**
 * Routes that Jaeger's API lacks.
 * `GET trace?traceId=` -> `{ result: { resourceSpans } }` as v3's `traces/{id}`, but a trace without stored spans is an empty list
 *   and no error: the viewer asks before the first span has arrived, and browsers log errors.
 * `GET backlinks?traceId=&spanId=` -> `{ backlinks: [{ traceId, spanId, name, service, kind, startTimeUnixNano, endTimeUnixNano, attributes }] }`,
 *   the spans that link to this one; `attributes` are the link's, in OTLP/JSON.
 * `GET store` -> the store's counts, under `tee` those of the tee (null without one), under `refusedRequests` the requests that the
 *   intake refused, by reason (null where they are not counted), and `jaegerUrl` while a Jaeger runs beside the game.
 */
import type { FastifyInstance } from "fastify";
import { endNs, kindName, startNs } from "../store/span-row.ts";
import type { TraceStore } from "../store/trace-store.ts";
import type { RefusedRequests } from "../refused-requests.ts";
import type { TraceTee } from "../tee/trace-tee.ts";
import { setErrorStatus } from "./errors.ts";
import { keyValuesOf, resourceSpansOf } from "./otlp-json.ts";
import { BadQuery, parameter, type QueryString, traceIdOf } from "./parameters.ts";

export interface CrosswireRoutesOptions {
  readonly store: TraceStore;
  readonly tee?: TraceTee;
  readonly refused?: RefusedRequests;
  /** The address of a real Jaeger's UI, while there is one. */
  readonly jaegerUrl?: () => string | undefined;
}

export function crosswireRoutes(fastify: FastifyInstance, options: CrosswireRoutesOptions): void {
  const { store, tee, refused, jaegerUrl } = options;
  fastify.setErrorHandler<Error>((error, _request, reply) => {
    const httpCode = setErrorStatus(error, reply);
    return reply.send({ error: { httpCode, message: error.message } });
  });

  fastify.get("/backlinks", (request) => {
    const query = request.query as QueryString;
    const traceId = traceIdOf(parameter(query, "traceId") ?? "");
    const spanId = parameter(query, "spanId")?.toLowerCase();
    if (spanId === undefined || !/^[0-9a-f]{16}$/.test(spanId))
      throw new BadQuery("malformed parameter spanId: 16 hex digits are wanted");
    return {
      backlinks: store.backlinks(traceId, spanId).map(({ from, link }) => ({
        traceId: from.traceId,
        spanId: from.spanId,
        name: from.name,
        service: from.origin.service,
        kind: kindName(from),
        startTimeUnixNano: String(startNs(from)),
        endTimeUnixNano: String(endNs(from)),
        attributes: keyValuesOf(link.attributes),
      })),
    };
  });

  fastify.get("/trace", (request) => {
    const rows = store.trace(traceIdOf(parameter(request.query as QueryString, "traceId") ?? ""));
    return { result: { resourceSpans: rows ? resourceSpansOf(rows) : [] } };
  });

  fastify.get("/store", () => ({
    ...store.counts(),
    tee: tee?.counts() ?? null,
    refusedRequests: refused?.counts() ?? null,
    jaegerUrl: jaegerUrl?.() ?? null,
  }));
}
