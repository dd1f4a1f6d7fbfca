/** The intake on a fresh store, and one request to it. */
import fastifyFactory from "fastify";
import { traceRoutes, type TraceRoutesOptions, traceStore, type TraceStore } from "./index.ts";

export const json = "application/json";
export const proto = "application/x-protobuf";

type Options = Partial<TraceRoutesOptions> & { readonly remoteAddress?: string };

export interface IntakeRig {
  readonly store: TraceStore;
  posted(
    body: Buffer | string,
    headers?: Record<string, string>,
    options?: Options,
  ): Promise<{
    readonly status: number;
    readonly type: string | undefined;
    readonly body: Buffer;
  }>;
  /** What the query API answers with for the first span of this trace. */
  storedSpan(traceId: string): Promise<{ resource: object; scope: object; span: object }>;
}

export function intakeRig(): IntakeRig {
  const store = traceStore();
  return {
    store,
    async posted(body, headers = { "content-type": json }, options = {}) {
      const fastify = fastifyFactory();
      await fastify.register(traceRoutes, { store, ...options });
      const { remoteAddress = "127.0.0.1" } = options;
      const answer = await fastify.inject({
        method: "POST",
        url: "/v1/traces",
        headers,
        payload: body,
        remoteAddress,
      });
      return {
        status: answer.statusCode,
        type: answer.headers["content-type"]?.toString().split(";")[0],
        body: answer.rawPayload,
      };
    },
    async storedSpan(traceId) {
      const fastify = fastifyFactory();
      await fastify.register(traceRoutes, { store });
      const { result } = (await fastify.inject(`/api/v3/traces/${traceId}`)).json();
      const [{ resource, scopeSpans }] = result.resourceSpans;
      const [{ scope, spans }] = scopeSpans;
      return { resource, scope, span: spans[0] };
    },
  };
}
