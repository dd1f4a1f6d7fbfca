/** The search page: the form on the left, the results on the right. */
import "./page.css";
import { SearchForm } from "./form.tsx";
import { Presets } from "./presets.tsx";
import { Results } from "./results.tsx";

export function SearchPage() {
  return (
    <main class="search">
      <h1 class="hidden-label">Search traces</h1>
      <aside class="search-side">
        <Presets />
        <SearchForm />
      </aside>
      <Results />
    </main>
  );
}
