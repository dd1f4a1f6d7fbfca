/** Reads the standard OTEL_* variables from the environment that the caller hands in (OpenTelemetry specification, "Environment Variables"). */
import { attribute } from "#protocol/tracing";
import { tracesUrl } from "./tracing.ts";

export interface OtelSettings {
  /** OTEL_SDK_DISABLED: nothing is recorded. */
  readonly disabled: boolean;
  readonly serviceName: string | undefined;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Targets besides the embedded store, as full `…/v1/traces` addresses. */
  readonly tracesUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Settings that are not supported, as sentences for the console. */
  readonly problems: readonly string[];
}

export function otelSettingsFrom(env: Readonly<Record<string, string | undefined>>): OtelSettings {
  const problems: string[] = [];
  const read = (name: string) => env[name]?.trim() || undefined;
  const resourceAttributes = listOf(
    "OTEL_RESOURCE_ATTRIBUTES",
    read("OTEL_RESOURCE_ATTRIBUTES"),
    problems,
  );
  const protocol =
    read("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? read("OTEL_EXPORTER_OTLP_PROTOCOL");
  if (protocol === "grpc")
    problems.push("OTLP over gRPC is not supported: set an OTLP/HTTP endpoint, usually port 4318");
  return {
    disabled: read("OTEL_SDK_DISABLED")?.toLowerCase() === "true",
    serviceName: read("OTEL_SERVICE_NAME") ?? resourceAttributes[attribute.serviceName],
    resourceAttributes,
    tracesUrl: read("OTEL_TRACES_EXPORTER") === "none" ? undefined : endpointFrom(read, problems),
    headers: {
      ...listOf("OTEL_EXPORTER_OTLP_HEADERS", read("OTEL_EXPORTER_OTLP_HEADERS"), problems),
      ...listOf(
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        read("OTEL_EXPORTER_OTLP_TRACES_HEADERS"),
        problems,
      ),
    },
    problems,
  };
}

function endpointFrom(
  read: (name: string) => string | undefined,
  problems: string[],
): string | undefined {
  for (const name of ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]) {
    const url = read(name);
    if (url === undefined) continue;
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) {
      // The variable for traces is used as it is; the common one is a base.
      return name.includes("TRACES") ? url : tracesUrl(url);
    }
    problems.push(`${name} is not an http(s) URL: ${url}`);
  }
  return undefined;
}

/** `key=value,key=value`, percent-encoded as in W3C baggage. */
function listOf(
  name: string,
  text: string | undefined,
  problems: string[],
): Record<string, string> {
  const entries: [string, string][] = [];
  for (const pair of text?.split(",") ?? []) {
    const equals = pair.indexOf("=");
    if (equals < 1) {
      if (pair.trim() !== "") problems.push(`${name} has an entry without a value: ${pair.trim()}`);
      continue;
    }
    const raw = pair.slice(equals + 1).trim();
    try {
      entries.push([pair.slice(0, equals).trim(), decodeURIComponent(raw)]);
    } catch {
      entries.push([pair.slice(0, equals).trim(), raw]);
    }
  }
  return Object.fromEntries(entries);
}
