/**
 * After a click or a touch the focus goes back to the ship, so that Space and WASD do not operate the button or select that was
 * pressed last. The focus stays where the keyboard put it.
 */
const controlSelector = "button, select, summary, input[type=checkbox]";

/** Returns the undo. */
export function returnFocus(root: HTMLElement): () => void {
  const bound = new AbortController();
  const { signal } = bound;
  let byPointer = false;
  const letGo = ({ target }: Event): void => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !focused.matches(controlSelector)) return;
    // The control may have moved the focus itself.
    if (target instanceof Node && focused.contains(target)) focused.blur();
  };
  root.addEventListener("pointerdown", () => (byPointer = true), { signal, capture: true });
  addEventListener("keydown", () => (byPointer = false), { signal, capture: true });
  root.addEventListener(
    "click",
    (event) => {
      // A click on a select opens it, and it needs the focus until a choice is made.
      const onSelect = event.target instanceof HTMLElement && event.target.matches("select");
      if (byPointer && !onSelect) letGo(event);
    },
    { signal },
  );
  root.addEventListener("change", (event) => byPointer && letGo(event), { signal });
  return () => bound.abort();
}
