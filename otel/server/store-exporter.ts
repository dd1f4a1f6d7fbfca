/** The server's own way into its trace store: in this process, without a request that a setting could refuse. */
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { OtlpRequest } from "./otlp/request.ts";
import type { TraceStore } from "./store/store.ts";
import type { TraceTee } from "./tee.ts";

/** Passes what the store took on to the tee, as the intake does. */
export function storeExporter(store: TraceStore, tee?: TraceTee): SpanExporter {
  return {
    export(spans, done) {
      // The store knows spans as they arrive, in OTLP/JSON, and the tee sends just that.
      const body = JsonTraceSerializer.serializeRequest([...spans]);
      const request = JSON.parse(new TextDecoder().decode(body)) as OtlpRequest;
      const { accepted, rejected, reason } = store.add(request, {
        wireBytes: body?.length ?? 0,
        source: "server",
      });
      if (body && accepted > 0) {
        const contentType = "application/json";
        tee?.offer({ body, spans: accepted, contentType, contentEncoding: undefined });
      }
      done(rejected > 0 ? { code: 1, error: new Error(reason) } : { code: 0 });
    },
    shutdown: async () => {},
  };
}
