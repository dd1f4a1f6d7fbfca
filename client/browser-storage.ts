/**
 * Text that is kept over visits (`local`) or over reloads in one tab (`session`). The getter throws where site data is blocked,
 * and a write where the storage is full. Nothing here throws: text that was refused is kept for as long as the page.
 */
type StorageArea = "local" | "session";

const fallback = new Map<string, string>();

/** @throws whatever the browser throws where storage is blocked. */
const storageOf = (area: StorageArea): Storage =>
  area === "local" ? localStorage : sessionStorage;

export function readStored(area: StorageArea, key: string): string | undefined {
  const refused = fallback.get(`${area} ${key}`);
  if (refused !== undefined) return refused;
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
