/**
 * Collects the objects of the QUIC library. It releases a port when the object of its server is collected, which no call of the
 * library does.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export const tryIntervalMs = 20;
/** A collection that V8 does by itself takes some tries to mark; one or two of them free a port. */
const TRIES_PER_COLLECTION = 4;
/** A second: only then is a collection forced. */
const PATIENT_TRIES = 50;
export const collectionTries = 2 * PATIENT_TRIES;

/** Above V8's limit for memory outside its heap, from which on it begins a collection. */
const OUTSIDE_HEAP_BYTES = 64 * 1024 * 1024;

/** To be called before each try to bind the port. */
export function collectGarbage(attempt: number): void {
  if (attempt >= PATIENT_TRIES) forceCollection();
  else if (attempt % TRIES_PER_COLLECTION === 0) encourageCollection();
}

/**
 * Makes V8 collect as it does by itself: it marks on other threads and in short steps, so that ticks are late by few milliseconds
 * (bench/renewal.ts). The memory is never touched, so that it takes none of the machine's.
 */
function encourageCollection(): void {
  void new ArrayBuffer(OUTSIDE_HEAP_BYTES);
}

/** Collects at once, and stops this thread for 20 to 100 ms. */
function forceCollection(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  collect();
}
