/**
 * Sends one request and reads its whole answer. If the answer is lost, the request is repeated, soon and at most twice: an
 * idle connection may break under a request, and the number in the URL makes a repetition harmless.
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
/**
 * A browser lets a closing page leave 64 KiB of requests behind. Ours are at most two, and other requests may need some.
 */
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
