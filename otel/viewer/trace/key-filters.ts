/** Keys that are typed into a field are not the page's. */

export const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest("input, select, textarea") !== null;

/** While an input method composes, Esc and Enter are its own; 229 begins or ends a composition (UI Events §7.3.1). */
export const isComposing = (event: KeyboardEvent): boolean =>
  event.isComposing || event.keyCode === 229;

export const hasModifier = (event: KeyboardEvent): boolean =>
  event.ctrlKey || event.metaKey || event.altKey;
