/**
 * Text that outlives the page (`local`) or its tab (`session`). Where site data is blocked the getter of the storage
 * throws, where it is full a write does: nothing here throws, and what was refused is kept for as long as the page.
 */
type StorageArea = "local" | "session";

const fallback = new Map<string, string>();

/** @throws whatever the browser throws where storage is blocked. */
const storageOf = (area: StorageArea): Storage =>
  area === "local" ? localStorage : sessionStorage;

export function readStored(area: StorageArea, key: string): string | undefined {
  const kept = fallback.get(`${area} ${key}`);
  if (kept !== undefined) return kept;
  try {
    return storageOf(area).getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeStored(area: StorageArea, key: string, text: string): void {
  try {
    storageOf(area).setItem(key, text);
    fallback.delete(`${area} ${key}`);
  } catch {
    fallback.set(`${area} ${key}`, text);
  }
}
