/** Notices when a Jaeger starts or stops beside the game, so that spans are forwarded to it and the viewer links to it. */
import { tracesUrl } from "./tracing.ts";
import { redactedUrl, httpTargetOf } from "./url-credentials.ts";

export interface JaegerEndpoints {
  /** The address of its UI and query API, for links; without user and password. */
  readonly queryUrl: string;
  /** Its OTLP/HTTP intake. */
  readonly tracesUrl: string;
}

export interface JaegerProbe {
  found(): JaegerEndpoints | undefined;
  /** Resolves after the first probe. */
  readonly firstProbe: Promise<void>;
  stop(): void;
}

export interface JaegerProbeOptions {
  /** Its OTLP/HTTP base, if it is not on port 4318 of the same host. */
  readonly otlpUrl?: string;
  /** The address that browsers use, if it differs: a browser cannot resolve the name of a container. */
  readonly publicUrl?: string;
  readonly intervalMs?: number;
}

export function jaegerProbe(
  url = "http://127.0.0.1:16686",
  options: JaegerProbeOptions = {},
): JaegerProbe {
  const queryUrl = url.replace(/\/+$/, "");
  const { protocol, hostname } = new URL(queryUrl);
  const jaeger: JaegerEndpoints = {
    queryUrl: redactedUrl(options.publicUrl ?? queryUrl).replace(/\/+$/, ""),
    tracesUrl: tracesUrl(options.otlpUrl ?? `${protocol}//${hostname}:4318`),
  };
  const stopped = new AbortController();
  let found: JaegerEndpoints | undefined;
  const probe = async () => {
    found = (await answers(queryUrl, stopped.signal)) ? jaeger : undefined;
  };
  const firstProbe = probe();
  const timer = setInterval(() => void probe(), options.intervalMs ?? 5000).unref();
  return {
    found: () => found,
    firstProbe,
    stop() {
      clearInterval(timer);
      stopped.abort();
    },
  };
}

async function answers(queryUrl: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { url, headers } = httpTargetOf(`${queryUrl}/api/v3/services`);
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(1000)]),
    });
    const answer = (await response.json()) as { services?: unknown };
    // A Jaeger without any service yet answers `{}`.
    return response.ok && (Array.isArray(answer.services) || Object.keys(answer).length === 0);
  } catch {
    return false;
  }
}
