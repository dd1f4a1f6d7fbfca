/** Which colour token is a transport's. */
import { transportLabels } from "../../transport-labels.ts";

export { labelOf } from "../../transport-labels.ts";

/** For `style`: `--accent` colours whatever the css beside the panel colours with it. */
export function accentStyle(transport: string | undefined): string {
  return `--accent: var(--${transport && transport in transportLabels && transport !== "auto" ? transport : "dim"})`;
}
