/** The browser's address as a signal, and the functions that change it. */
import { computed, signal } from "@preact/signals";
import { routeOf, type Route } from "./route.ts";

const href = signal(location.pathname + location.search);
export const route = computed<Route>(() => {
  const [path = "/", query = ""] = href.value.split("?");
  return routeOf(path, query);
});

/** The address of the last search: leaving a trace returns to it. */
export const lastSearch = signal("/traces");

export function navigate(address: string, options: { readonly replace?: boolean } = {}): void {
  if (route.peek().page === "search") lastSearch.value = href.peek();
  if (options.replace) history.replaceState(undefined, "", address);
  else history.pushState(undefined, "", address);
  href.value = address;
}

/** Follows the browser's buttons, and navigates in the page on clicks on our own links. Returns the undo. */
export function watchLocation(): () => void {
  const onPop = (): void => {
    href.value = location.pathname + location.search;
  };
  const onClick = (event: MouseEvent): void => {
    const plain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const to = link?.getAttribute("href");
    if (!plain || event.defaultPrevented || !to || !/^\/traces(?:[/?]|$)/.test(to)) return;
    event.preventDefault();
    navigate(to);
    window.scrollTo(0, 0);
  };
  addEventListener("popstate", onPop);
  addEventListener("click", onClick);
  return () => {
    removeEventListener("popstate", onPop);
    removeEventListener("click", onClick);
  };
}
