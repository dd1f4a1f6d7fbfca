/**
 * How many bytes values take in V8's heap on a 64-bit machine (Node does not compress pointers there). `heap.test.ts` compares
 * these numbers with the growth of the heap.
 */
const word = 8;

export function objectBytes(properties: number): number {
  return (3 + properties) * word;
}

/** A list that was created with its length. */
export function listBytes(entries: number): number {
  return entries === 0 ? 0 : (6 + entries) * word;
}

/** A list that grew by `push`: V8 reserves half as much again, and 16. */
export function grownListBytes(entries: number): number {
  return entries === 0 ? 4 * word : (6 + entries * 1.25 + 16) * word;
}

/** A map or set; its tables double, so an entry takes between 28 and 56 bytes. */
export function mapBytes(entries: number): number {
  return entries === 0 ? 25 * word : 25 * word + entries * 44;
}

export const bigintBytes = 3 * word;

/** 0 for a number that V8 stores in the pointer itself. */
export function numberBytes(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : 2 * word;
}

const oneByteOnly = /^[\0-\x7f]*$/;

export function stringBytes(text: string): number {
  const bytesOfCharacter = oneByteOnly.test(text) ? 1 : 2;
  return 2 * word + Math.ceil((text.length * bytesOfCharacter) / word) * word;
}
