/** What transports are called, wherever a player reads of them. */
import { findTransport } from "#transport";

/** The choice of a player who leaves it to the fallback policy. */
export const autoLabel = "Auto";

export const labelOf = (transport: string): string =>
  transport === "auto" ? autoLabel : (findTransport(transport)?.label ?? transport);
