/** A beat that goes on in a hidden tab: about every 8 ms, from a worker. */

/** Answers how to stop it. */
export function heartbeat(beat: () => void): () => void {
  const worker = new Worker(new URL("./heartbeat.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", beat);
  return () => worker.terminate();
}
