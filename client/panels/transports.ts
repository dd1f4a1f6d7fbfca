/** Which colour token is a transport's. */
import { labels } from "../transport-labels.ts";

export { labelOf } from "../transport-labels.ts";

/** For `style`: `--accent` colours whatever the css beside the panel colours with it. */
export function accentStyle(transport: string | undefined): string {
  return `--accent: var(--${transport && transport in labels && transport !== "auto" ? transport : "dim"})`;
}
