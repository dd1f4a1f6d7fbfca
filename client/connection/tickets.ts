/** Asks the server for a ticket: the right to join one room once. */

/** The server answered and said no; waiting will not help. */
export class JoinRefused extends Error {
  constructor(why: string) {
    super(why);
    this.name = "JoinRefused";
  }
}

export interface TicketWish {
  readonly name: string;
  readonly room: string;
  readonly bots: number | undefined;
}

/** @throws JoinRefused, or a TypeError when the server does not answer. */
export async function fetchTicket(
  origin: string,
  wish: TicketWish,
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
  const answer = (await response.json().catch(() => ({}))) as {
    ticket?: string;
    error?: string;
    message?: string;
  };
  if (response.ok && answer.ticket) return answer.ticket;
  const why = answer.error ?? answer.message ?? `the server answered ${response.status}`;
  if (response.status === 400 || response.status === 403) throw new JoinRefused(why);
  throw new TypeError(why);
}
