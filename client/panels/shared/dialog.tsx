/** A panel one opens: takes the focus when it comes, gives it back when it goes with it, closes with its button or Esc. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { openPanel } from "../../view.ts";
import "./dialog.css";

interface DialogProps {
  readonly title: string;
  readonly name: string;
  readonly children: ComponentChildren;
}

export function Dialog({ title, name, children }: DialogProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const own = box.current;
    // Unless something in it has taken it already.
    if (!own?.contains(before)) own?.focus();
    return () => {
      // Esc has given it to the ship.
      if (!own?.contains(document.activeElement)) return;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <section class={`dialog ${name}`} role="dialog" aria-label={title} tabIndex={-1} ref={box}>
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          aria-label={`Close ${title.toLowerCase()}`}
          onClick={() => (openPanel.value = undefined)}
        >
          ✕
        </button>
      </header>
      <div class="content">{children}</div>
    </section>
  );
}
