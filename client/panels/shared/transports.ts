/** Which colour token is a transport's. */
import { findTransport } from "#transport";
import { colourToken } from "#transport/catalog";

export { labelOf } from "../../transport-labels.ts";

/** For `style`: `--accent` colours whatever the css beside the panel colours with it. */
export function accentStyle(transport: string | undefined): string {
  return `--accent: var(${tokenOf(transport)})`;
}

function tokenOf(transport = ""): string {
  const entry = findTransport(transport);
  if (entry) return colourToken(entry.name);
  return transport === "bot" ? "--bot" : "--dim";
}
