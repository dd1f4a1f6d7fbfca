/** The bar on top: links to the game and the search, and the counts of the store. */
import "./header.css";
import { pluralize } from "#text";
import { lastSearch, route } from "./router.ts";
import { HeaderRejections } from "./refused-notice.tsx";
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
          aria-current={route.value.page === "search" ? "page" : undefined}
        >
          Traces
        </a>
      </nav>
      {held?.spans !== undefined && (
        <span class="header-held number">
          {pluralize(held.spans, "span")}
          {held.traces !== undefined && ` in ${pluralize(held.traces, "trace")}`}
        </span>
      )}
      <HeaderRejections />
      {held?.jaegerUrl && (
        <a class="header-jaeger" href={`${held.jaegerUrl}/search`} rel="noreferrer" target="_blank">
          Jaeger <span aria-hidden="true">↗</span>
        </a>
      )}
    </header>
  );
}
