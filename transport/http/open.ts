/**
 * How a dialer comes to a link over HTTP, and leaves it:
 *
 * POST {origin}{path}   Authorization: Bearer <credential>   -> 200 {"link": "<id>"}
 * DELETE {origin}{path}/{id}                                 -> 204
 *
 * The id is the right to all that follows, because EventSource cannot set headers. Opening is not complete before the first GET.
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

/** The URL of a new link. */
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

/** Says that this end is gone. Nobody waits for it, and it may come too late. */
export function deleteLink(url: string): void {
  fetch(url, { method: "DELETE", credentials: "omit", keepalive: true }).catch(() => {});
}

/** Tells of phases that follow one another: the end of one is the start of the next. */
export function phaseClock(onPhase: DialOptions["onPhase"]): (name: string) => void {
  let startMs = performance.now();
  return (name) => {
    const endMs = performance.now();
    onPhase?.({ name, startMs, endMs });
    startMs = endMs;
  };
}
