/** The views of a trace, in the order of their tabs. The first is shown where the address names none. */
import type { View } from "./view.ts";
import { waterfall } from "./waterfall/index.tsx";

export const views: readonly [View, ...View[]] = [waterfall];
