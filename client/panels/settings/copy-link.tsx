/** Copies a link that opens the same room with the same settings. Where the browser forbids it, shows the link to copy by hand. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Commands } from "../../view.ts";

/** `navigator.clipboard` is missing on pages of plain http from another machine, which are no secure contexts. */
async function copied(text: string): Promise<boolean> {
  try {
    // oxlint-disable-next-line no-restricted-properties -- its absence is caught.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

interface Attempt {
  readonly link: string;
}

/** A field with the link, selected: `execCommand` copies the selection, and so does the player. */
function LinkField({ attempt, done }: { attempt: Attempt; done: (copied: boolean) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
    done(document.execCommand("copy"));
  }, [attempt]);
  return <input ref={field} type="text" aria-label="Link" readOnly value={attempt.link} />;
}

export function CopyLink({ commands }: { commands: Commands }) {
  const result = useSignal("");
  const byHand = useSignal<Attempt>();
  const done = (isCopied: boolean): void => {
    if (isCopied) byHand.value = undefined;
    result.value = isCopied ? "Copied" : "Copy it from here";
  };
  const copy = async (): Promise<void> => {
    const link = commands.shareLink();
    if (await copied(link)) done(true);
    else byHand.value = { link };
  };
  return (
    <>
      <button type="button" class="primary" onClick={() => void copy()}>
        Copy link
      </button>
      <span role="status" class="copied">
        {result}
      </span>
      {byHand.value && <LinkField attempt={byHand.value} done={done} />}
    </>
  );
}
