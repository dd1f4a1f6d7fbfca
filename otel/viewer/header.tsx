/** The bar on top: where one is, the way back to the game, what the store holds. */
import "./header.css";
import { lastSearch, place } from "./address.ts";
import { store } from "./store.ts";

const grouped = (count: number): string => count.toLocaleString("en").replaceAll(",", "\u2009");

export function Header() {
  const held = store.value;
  return (
    <header class="header">
      <a class="header-brand" href="/">
        Crosswire
      </a>
      <nav aria-label="Viewer">
        <a
          href={lastSearch.value}
          aria-current={place.value.view === "search" ? "page" : undefined}
        >
          Traces
        </a>
      </nav>
      {held?.spans !== undefined && (
        <span class="header-held number">
          {grouped(held.spans)} spans
          {held.traces !== undefined && ` in ${grouped(held.traces)} traces`}
        </span>
      )}
      {held?.jaegerUrl && (
        <a class="header-jaeger" href={`${held.jaegerUrl}/search`} rel="noreferrer" target="_blank">
          Jaeger <span aria-hidden="true">↗</span>
        </a>
      )}
    </header>
  );
}
