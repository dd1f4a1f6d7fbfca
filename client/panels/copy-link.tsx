/** Copies a link that brings others into this very set-up, and says whether that worked. */
import { useSignal } from "@preact/signals";
import type { Commands } from "../view.ts";

export function CopyLink({ commands }: { commands: Commands }) {
  const result = useSignal("");
  const copy = async (): Promise<void> => {
    try {
      await commands.copyLink();
      result.value = "Copied";
    } catch {
      result.value = "The browser did not allow it: copy the address bar";
    }
  };
  return (
    <>
      <button type="button" class="primary" onClick={() => void copy()}>
        Copy link
      </button>
      <span role="status" class="copied">
        {result}
      </span>
    </>
  );
}
