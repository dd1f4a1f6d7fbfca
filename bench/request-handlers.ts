/**
 * Answers the requests of the bench over IPC, in a process that the bench started; CPU and memory always. It is preloaded into the
 * unchanged game server (`--import`), so that the bench measures the server that players use.
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
  readonly name: string;
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

/** Adds a request that this process answers. */
export function handleRequest<T>(name: string, respond: (details: T) => unknown): void {
  handlers.set(name, respond);
}

async function respond({ id, name, details }: RpcRequest): Promise<void> {
  try {
    const value = await handlers.get(name)?.(details as never);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (request) => void respond(request as RpcRequest));
// The bench has ended and cannot stop this process.
process.on("disconnect", () => process.exit(0));
