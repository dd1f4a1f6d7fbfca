/** The colour variables of transports. */
import { findTransport } from "#transport";
import { colourToken } from "#transport/catalog";

export { labelOf } from "../../transport-labels.ts";

/** A `style` that sets the accent colour of a panel to the colour of a transport. */
export function accentStyle(transport: string | undefined): string {
  return `--accent: var(${tokenOf(transport)})`;
}

function tokenOf(transport = ""): string {
  const entry = findTransport(transport);
  if (entry) return colourToken(entry.name);
  return transport === "bot" ? "--bot" : "--dim";
}
