/** A beat that goes on in a hidden tab: about every 8 ms, from a worker. */

const everyMs = 8;

/**
 * Answers how to stop it. Where no worker can be had (none in this browser, or a policy forbids it, which some browsers say
 * by an event only) timers beat instead, and `slowed` is called: browsers slow the timers of a hidden tab to one a second.
 */
export function startWorkerTimer(beat: () => void, slowed: () => void): () => void {
  let stop = (): void => {};
  const byTimers = (): void => {
    stop();
    const timer = setInterval(beat, everyMs);
    stop = () => clearInterval(timer);
    slowed();
  };
  try {
    // In one expression, so that Vite builds the worker.
    const worker = new Worker(new URL("./timer.worker.ts", import.meta.url), {
      type: "module",
    });
    stop = () => worker.terminate();
    worker.addEventListener("message", beat);
    worker.addEventListener("error", byTimers, { once: true });
  } catch {
    byTimers();
  }
  return () => stop();
}
