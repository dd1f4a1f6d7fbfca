/** The machine in words, and how busy it was before the bench began: numbers of a busy machine are worth less. */
import { arch, cpus, platform } from "node:os";

export interface Machine {
  readonly words: string;
  /** Cores that other programs kept busy, over a second before the first measure. */
  readonly otherCores: number;
}

function times(): { busyMs: number; allMs: number } {
  let busyMs = 0;
  let allMs = 0;
  for (const { times: of } of cpus()) {
    const sum = of.user + of.nice + of.sys + of.irq + of.idle;
    allMs += sum;
    busyMs += sum - of.idle;
  }
  return { busyMs, allMs };
}

export async function machine(): Promise<Machine> {
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = times();
  const share = (after.busyMs - before.busyMs) / Math.max(1, after.allMs - before.allMs);
  const cores = cpus();
  const model = cores[0]?.model.trim() || "unknown CPU";
  const count = `${cores.length} ${cores.length === 1 ? "core" : "cores"}`;
  return {
    words: `${count} of ${model} (${platform()} ${arch()}), Node ${process.versions.node}`,
    otherCores: share * cores.length,
  };
}
