/** Processes that the bench starts, sends requests to, and stops. None outlives it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Usage } from "./request-handlers.ts";

const here = import.meta.dirname;

interface RpcResponse {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly preload?: boolean;
  /** The command that starts Node where this host's C library is too old for a native module. */
  readonly loader?: { readonly command: string; readonly args: readonly string[] };
}

export class Child {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #requestCount = 0;
  #output = "";

  /** `file` is relative to the project's root. It must import `request-handlers.ts`, unless `preload` is set. */
  constructor(file: string, options: ChildOptions = {}) {
    const { command, args } = options.loader ?? { command: process.execPath, args: [] };
    const preload = options.preload ? ["--import", `${here}/request-handlers.ts`] : [];
    this.#process = fork(`${here}/../${file}`, {
      cwd: `${here}/..`,
      env: options.env ?? process.env,
      execPath: command,
      execArgv: [...args, "--expose-gc", ...preload],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#output = (this.#output + chunk).slice(-4000)));
    this.#process.on("message", (message) => this.#receive(message as RpcResponse));
    this.#process.on("exit", (code, signal) => {
      const ended = new Error(`${file} ended with ${signal ?? code}:\n${this.#output}`);
      for (const { reject } of this.#pending.values()) reject(ended);
      this.#pending.clear();
    });
  }

  get #ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #receive({ id, value, error }: RpcResponse): void {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  async request<T>(name: string, details: unknown = null): Promise<T> {
    if (this.#ended) throw new Error(`the process has ended:\n${this.#output}`);
    const id = ++this.#requestCount;
    const waiting = Promise.withResolvers<unknown>();
    this.#pending.set(id, waiting);
    this.#process.send({ id, name, details });
    return (await waiting.promise) as T;
  }

  /** `collected` runs the garbage collector first. */
  usage(collected = false): Promise<Usage> {
    return this.request("usage", collected ? "collected" : null);
  }

  /** Resolves when the process has printed `text`. */
  async waitForOutput(text: string, withinMs = 20_000): Promise<void> {
    const signal = AbortSignal.timeout(withinMs);
    while (!this.#output.includes(text)) {
      if (this.#ended || signal.aborted)
        throw new Error(`it never printed "${text}":\n${this.#output}`);
      await Promise.race([once(this.#process, "exit"), once(this.#process.stdout!, "data")]);
    }
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const giveUp = setTimeout(() => this.#process.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(giveUp);
  }
}

/** Percent of one core, once per window. */
export async function cpuShares(
  child: Child,
  options: { windows: number; windowMs: number; each?: (percent: number) => void },
): Promise<number[]> {
  const shares: number[] = [];
  let before = await child.usage();
  for (let window = 0; window < options.windows; window++) {
    await new Promise((resolve) => setTimeout(resolve, options.windowMs));
    const after = await child.usage();
    const percent =
      (100 * (after.cpuSeconds - before.cpuSeconds)) / (after.atSeconds - before.atSeconds);
    shares.push(percent);
    options.each?.(percent);
    before = after;
  }
  return shares;
}
