/** A description of the machine, and how busy other programs keep it: load makes times less reliable. */
import { arch, cpus, platform } from "node:os";

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

/** Cores that other programs keep busy, over a second in which the bench does nothing. */
export async function otherCores(): Promise<number> {
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = times();
  const share = (after.busyMs - before.busyMs) / Math.max(1, after.allMs - before.allMs);
  return share * cpus().length;
}

export function machine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() || "unknown CPU";
  const count = `${cores.length} ${cores.length === 1 ? "core" : "cores"}`;
  return `${count} of ${model} (${platform()} ${arch()}), Node ${process.versions.node}`;
}
