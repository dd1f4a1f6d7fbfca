/** Exports the server's own spans into its trace store, in this process: no request, so no setting refuses them. */
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { groupsOfJson } from "./otlp/json.ts";
import type { TraceStore } from "./store/trace-store.ts";
import type { TraceTee } from "./tee/trace-tee.ts";

/** Forwards the stored spans to the tee, as the intake does. */
export function storeExporter(store: TraceStore, tee?: TraceTee): SpanExporter {
  return {
    export(spans, done) {
      // The store reads OTLP/JSON, and the tee sends the same bytes.
      const body = Buffer.from(JsonTraceSerializer.serializeRequest([...spans]) ?? "{}");
      const { accepted, rejected, reason } = store.add(groupsOfJson(body), { source: "server" });
      const format = "application/json";
      if (accepted > 0) tee?.forward({ body, spans: accepted, format, encoding: "identity" });
      done(rejected > 0 ? { code: 1, error: new Error(reason) } : { code: 0 });
    },
    shutdown: async () => {},
  };
}
