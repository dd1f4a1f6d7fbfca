/** A test that fails may not stop its child processes: they must end with the process that ran the test. */
import type { ChildProcess } from "node:child_process";

/** Kills `child` when this process exits first. */
export function killOnExit(child: ChildProcess): void {
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}
