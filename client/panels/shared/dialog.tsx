/** A panel that takes the focus when it opens and gives it back when it closes. Its button and Esc close it. */
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
    // A control in it may have taken the focus already.
    if (!own?.contains(before)) own?.focus();
    return () => {
      // After Esc the ship has the keyboard.
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
