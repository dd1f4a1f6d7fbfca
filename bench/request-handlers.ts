/**
 * In a process that the bench started: answers what the bench asks over IPC, its CPU and memory always. Preloaded into the
 * game server as it is (`--import`), so that the server measured is the server played on.
 */

export interface Usage {
  /** CPU seconds of all threads, user and system, since the process started. */
  readonly cpuSeconds: number;
  readonly atSeconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

export interface RpcRequest {
  readonly id: number;
  readonly ask: string;
  readonly details: unknown;
}

function usage(details: unknown): Usage {
  if (details === "collected") globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    atSeconds: performance.now() / 1000,
    rssBytes: rss,
    heapBytes: heapUsed,
  };
}

const handlers = new Map<string, (details: never) => unknown>([["usage", usage]]);

/** More that this process can be asked. */
export function handleRequest<T>(ask: string, respond: (details: T) => unknown): void {
  handlers.set(ask, respond);
}

async function respond({ id, ask, details }: RpcRequest): Promise<void> {
  try {
    const value = await handlers.get(ask)?.(details as never);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (question) => void respond(question as RpcRequest));
// Nobody is left to stop it.
process.on("disconnect", () => process.exit(0));
