import { setTimeout } from "node:timers/promises";

/** For tests whose subject is that nothing happens for so long: an idle link lives on. Every other test waits for a fact. */
export const elapse = (ms: number): Promise<void> => setTimeout(ms);
