/** Asks the server for a ticket: the right to join one room once, or to come back to a seat there. */
import type { PreviousPage } from "./credentials.ts";

/** The server answered and said no; waiting will not help. */
export class JoinRefused extends Error {
  constructor(why: string) {
    super(why);
    this.name = "JoinRefused";
  }
}

/** The server answered and cannot just now. */
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
  wish: JoinRequest,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(`${origin}/api/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      name: wish.name,
      room: wish.room,
      ...(wish.bots === undefined ? {} : { bots: wish.bots }),
    }),
    signal,
  });
  const answer = (await response.json().catch(() => ({}))) as { ticket?: string; error?: string };
  if (response.ok && answer.ticket) return answer.ticket;
  const why = answer.error ?? `the server answered ${response.status}`;
  throw [400, 403, 413, 415].includes(response.status) ? new JoinRefused(why) : new JoinLater(why);
}

/** Undefined where there is no seat to come back to, or no server to ask. */
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
