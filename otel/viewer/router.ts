/** Where the viewer is: the browser's address as a signal, and the ways to change it. */
import { computed, signal } from "@preact/signals";
import { routeOf, type Route } from "./route.ts";

const href = signal(location.pathname + location.search);
export const route = computed<Route>(() => {
  const [path = "/", query = ""] = href.value.split("?");
  return routeOf(path, query);
});

/** Where the last search was, so that leaving a trace comes back to it. */
export const lastSearch = signal("/traces");

export function navigate(address: string, options: { readonly replace?: boolean } = {}): void {
  if (route.peek().page === "search") lastSearch.value = href.peek();
  if (options.replace) history.replaceState(undefined, "", address);
  else history.pushState(undefined, "", address);
  href.value = address;
}

/** Follows the browser's buttons, and turns clicks on our own links into `go`. Returns the undo. */
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
