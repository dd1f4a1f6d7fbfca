/**
 * A click or a touch leaves no focus behind: Space and WASD go back to the ship, not to the button or the select one
 * happened to press last. Whoever came by keyboard keeps the focus.
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
    // What was operated may have handed the focus on.
    if (target instanceof Node && focused.contains(target)) focused.blur();
  };
  root.addEventListener("pointerdown", () => (byPointer = true), { signal, capture: true });
  addEventListener("keydown", () => (byPointer = false), { signal, capture: true });
  root.addEventListener(
    "click",
    (event) => {
      // A click on a select opens it: it still needs the focus.
      const onSelect = event.target instanceof HTMLElement && event.target.matches("select");
      if (byPointer && !onSelect) letGo(event);
    },
    { signal },
  );
  root.addEventListener("change", (event) => byPointer && letGo(event), { signal });
  return () => bound.abort();
}
