/**
 * The letters on the keys of this keyboard. Keys are bound by their place (`KeyboardEvent.code`, named after the US layout). The
 * letter comes from the browser where it has the Keyboard Map (WICG; secure contexts only), and otherwise from typed keys.
 */
import { signal } from "@preact/signals";
import { characterCount } from "#protocol";

const labels = signal<ReadonlyMap<string, string>>(new Map());

/** The letter of a place such as `KeyG` or `Slash` on this keyboard. Any other name is its own label. */
export function labelOfKey(code: string): string {
  const label = labels.value.get(code);
  if (label !== undefined) return capital(label);
  return code === "Slash" ? "/" : code.replace(/^Key(?=.$)/, "");
}

/** ß stays as it is: its capital has two letters. */
function capital(label: string): string {
  const upper = label.toUpperCase();
  return upper.length === label.length ? upper : label;
}

/** The part of the Keyboard Map that is used. TypeScript's library does not declare it. */
interface Keyboard {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

export function watchKeyLabels(signal: AbortSignal): void {
  let isTold = false;
  const ask = async (): Promise<void> => {
    try {
      // oxlint-disable-next-line no-restricted-properties -- its absence is caught.
      const { keyboard } = navigator as Navigator & { readonly keyboard: Keyboard };
      const map = new Map(await keyboard.getLayoutMap());
      isTold = map.size > 0;
      if (isTold) labels.value = map;
    } catch {
      isTold = false;
    }
  };
  const learn = ({ key, code, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): void => {
    if (isTold || shiftKey || altKey || ctrlKey || metaKey || characterCount(key) !== 1) return;
    if (labels.peek().get(code) !== key) labels.value = new Map([...labels.peek(), [code, key]]);
  };
  void ask();
  // The player may have changed the layout in another window.
  addEventListener("focus", () => void ask(), { signal });
  addEventListener("keydown", learn, { signal });
}
