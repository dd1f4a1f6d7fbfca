/** A timer that goes on in a hidden tab: about every 8 ms, from a worker. */

const everyMs = 8;

/**
 * Answers a function that stops it. Where the browser has no workers, or a policy forbids them (some browsers report that by an
 * event only), the page's own timers call `update` and `slowed` is called: browsers slow those of a hidden tab to one a second.
 */
export function startWorkerTimer(update: () => void, slowed: () => void): () => void {
  let stop = (): void => {};
  const byTimers = (): void => {
    stop();
    const timer = setInterval(update, everyMs);
    stop = () => clearInterval(timer);
    slowed();
  };
  try {
    // In one expression, so that Vite builds the worker.
    const worker = new Worker(new URL("./timer.worker.ts", import.meta.url), {
      type: "module",
    });
    stop = () => worker.terminate();
    worker.addEventListener("message", update);
    worker.addEventListener("error", byTimers, { once: true });
  } catch {
    byTimers();
  }
  return () => stop();
}
