/** The bar on top: where one is, the way back to the game, what the store holds. */
import "./header.css";
import { counted } from "#text";
import { lastSearch, place } from "./address.ts";
import { RefusedInHeader } from "./refused-notice.tsx";
import { store } from "./store.ts";

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
          {counted(held.spans, "span")}
          {held.traces !== undefined && ` in ${counted(held.traces, "trace")}`}
        </span>
      )}
      <RefusedInHeader />
      {held?.jaegerUrl && (
        <a class="header-jaeger" href={`${held.jaegerUrl}/search`} rel="noreferrer" target="_blank">
          Jaeger <span aria-hidden="true">↗</span>
        </a>
      )}
    </header>
  );
}
