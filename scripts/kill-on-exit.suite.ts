/** A test that fails stops nothing: what it started must end with the process that ran it. */
import type { ChildProcess } from "node:child_process";

/** Kills `child` when this process exits before it. */
export function killOnExit(child: ChildProcess): void {
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}
