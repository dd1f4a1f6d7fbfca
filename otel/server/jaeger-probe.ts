/** Notices a Jaeger that comes up or goes away beside the game, so that it gets our spans and traces get a link to it. */
import { tracesUrl } from "./tracing.ts";
import { shownAddress, targetOf } from "./url-credentials.ts";

export interface FoundJaeger {
  /** Where its UI and query API are, for links; without user and password. */
  readonly queryUrl: string;
  /** Its OTLP/HTTP intake. */
  readonly tracesUrl: string;
}

export interface JaegerProbe {
  found(): FoundJaeger | undefined;
  /** Resolves after the first look. */
  readonly looked: Promise<void>;
  stop(): void;
}

export interface JaegerProbeOptions {
  /** Its OTLP/HTTP base, if it is not on port 4318 of the same host. */
  readonly otlpUrl?: string;
  /** Where people find it, if that is another address than ours: in a container its name means nothing to a browser. */
  readonly publicUrl?: string;
  readonly everyMs?: number;
}

export function jaegerProbe(
  url = "http://127.0.0.1:16686",
  options: JaegerProbeOptions = {},
): JaegerProbe {
  const queryUrl = url.replace(/\/+$/, "");
  const { protocol, hostname } = new URL(queryUrl);
  const jaeger: FoundJaeger = {
    queryUrl: shownAddress(options.publicUrl ?? queryUrl).replace(/\/+$/, ""),
    tracesUrl: tracesUrl(options.otlpUrl ?? `${protocol}//${hostname}:4318`),
  };
  const stopped = new AbortController();
  let found: FoundJaeger | undefined;
  const look = async () => {
    found = (await answers(queryUrl, stopped.signal)) ? jaeger : undefined;
  };
  const looked = look();
  const timer = setInterval(() => void look(), options.everyMs ?? 5000).unref();
  return {
    found: () => found,
    looked,
    stop() {
      clearInterval(timer);
      stopped.abort();
    },
  };
}

async function answers(queryUrl: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { url, headers } = targetOf(`${queryUrl}/api/v3/services`);
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(1000)]),
    });
    const answer = (await response.json()) as { services?: unknown };
    // A Jaeger that has heard of no service yet answers `{}`.
    return response.ok && (Array.isArray(answer.services) || Object.keys(answer).length === 0);
  } catch {
    return false;
  }
}
