/** How counts read, in the game's page and in the trace viewer. Imports nothing of ours. */

/** Thin spaces between thousands: `12 345`. */
export const formatCount = (count: number): string =>
  count.toLocaleString("en").replaceAll(",", "\u2009");

/** A count and what is counted: `1 span`, `3 spans`. A noun with an irregular plural, or a whole clause, gives both forms. */
export const pluralize = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
