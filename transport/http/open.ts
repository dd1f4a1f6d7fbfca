/**
 * How a dialer requests a link over HTTP, and ends it:
 *
 * POST {origin}{path}   Authorization: Bearer <credential>   -> 200 {"link": "<id>"}
 * DELETE {origin}{path}/{id}                                 -> 204
 *
 * The id is the credential of all later requests, because EventSource cannot set headers. The first GET opens the link.
 */
import {
  DialFailed,
  type Address,
  type CloseReason,
  type DialOptions,
  type TransportName,
} from "../link.ts";

export interface OpenOptions {
  readonly transport: TransportName;
  readonly path: string;
  readonly address: Address;
  readonly signal: AbortSignal | undefined;
}

/** Requests a new link; resolves with its URL. */
export async function requestLinkUrl({
  transport,
  path,
  address,
  signal,
}: OpenOptions): Promise<string> {
  const failed = (reason: CloseReason) => new DialFailed({ transport, reason });
  const url = `${address.origin}${path}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${address.credential}` },
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: signal ?? null,
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw failed({ code: "lost", by: "network", detail: `opening: ${String(error)}` });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  signal?.throwIfAborted();
  const detail = `opening was answered ${response.status}`;
  if (response.status === 401 || response.status === 403) {
    throw failed({ code: "refused", by: "remote", detail });
  }
  if (!response.ok) throw failed({ code: "lost", by: "network", detail });
  if (typeof answer === "object" && answer !== null && "link" in answer) {
    if (typeof answer.link === "string" && /^[\w-]{1,64}$/.test(answer.link)) {
      return `${url}/${answer.link}`;
    }
  }
  throw failed({ code: "protocol-error", by: "remote", detail: "opened without a link" });
}

/** Tells the server that this end has closed. The answer is ignored, and the request may arrive too late. */
export function deleteLink(url: string): void {
  fetch(url, { method: "DELETE", credentials: "omit", keepalive: true }).catch(() => {});
}

/** Reports phases that follow one another: each starts where the one before ended. */
export function phaseClock(onPhase: DialOptions["onPhase"]): (name: string) => void {
  let startMs = performance.now();
  return (name) => {
    const endMs = performance.now();
    onPhase?.({ name, startMs, endMs });
    startMs = endMs;
  };
}
