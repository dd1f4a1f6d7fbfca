/** Random numbers without hidden state: the caller passes a seed and gets the next one back. 32-bit integers only (mulberry32). */

/** A number from 0 to `below` - 1, and the seed to draw with next. */
export function nextRandom(seed: number, below: number): [number, number] {
  const next = (seed + 0x6d2b79f5) >>> 0;
  return [mix32(next) % below, next];
}

/** A u32 that is well mixed: neighbouring inputs give unrelated outputs. */
export function mix32(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return (bits ^ (bits >>> 14)) >>> 0;
}
