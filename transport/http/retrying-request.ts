/**
 * One request and its whole answer. When the answer is lost on the way the same is asked again, soon and seldom: an idle
 * connection may break under a request, and the number in its URL makes the repetition harmless.
 */
import { delay } from "./delay.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** Before the second and the third try. */
const RETRY_DELAYS_MS = [0, 250];
/** Browsers let a page that closes leave 64 KiB of requests behind; ours are two at most, and others may need some. */
const MAX_KEPT_ALIVE_BYTES = 24 * 1024;

/** Rejects with the last failure, or with the signal's reason. */
export async function retryingRequest(
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  for (const pauseMs of RETRY_DELAYS_MS) {
    try {
      return await requestOnce(request, signal);
    } catch {
      await delay(pauseMs, signal);
    }
  }
  return await requestOnce(request, signal);
}

async function requestOnce(
  { method, url, body }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method,
    ...(body && {
      body,
      headers: { "content-type": "application/octet-stream" },
      keepalive: body.length <= MAX_KEPT_ALIVE_BYTES,
    }),
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal,
  });
  return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
}
