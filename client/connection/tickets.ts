/** Asks the server for a ticket: it admits its holder once, to a room or to a seat of its own there. */
import type { PreviousPage } from "./credentials.ts";

/** The server refused; another try would be refused as well. */
export class JoinRefused extends Error {
  constructor(why: string) {
    super(why);
    this.name = "JoinRefused";
  }
}

/** The server cannot admit anybody now; a later try may succeed. */
export class JoinLater extends Error {
  constructor(why: string) {
    super(why);
    this.name = "JoinLater";
  }
}

export interface JoinRequest {
  readonly name: string;
  readonly room: string;
  readonly bots: number | undefined;
}

/** @throws JoinRefused, JoinLater, or a TypeError when the server does not answer. */
export async function fetchTicket(
  origin: string,
  joinRequest: JoinRequest,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(`${origin}/api/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(joinRequest),
    signal,
  });
  const answer = (await response.json().catch(() => ({}))) as { ticket?: string; error?: string };
  if (response.ok && answer.ticket) return answer.ticket;
  const why = answer.error ?? `the server answered ${response.status}`;
  throw [400, 403, 413, 415].includes(response.status) ? new JoinRefused(why) : new JoinLater(why);
}

/** Undefined where there is no seat to come back to, or the server does not answer. */
export async function resumeTicket(
  origin: string,
  { credential, left }: PreviousPage,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const response = await fetch(`${origin}/api/resume`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${credential}` },
    body: JSON.stringify({ left }),
    ...(signal ? { signal } : {}),
  }).catch(() => undefined);
  if (!response?.ok) return undefined;
  const answer = (await response.json().catch(() => ({}))) as { ticket?: string | null };
  return answer.ticket ?? undefined;
}
