/** The running search: the address holds the query, these signals hold the results. */
import { effect, signal } from "@preact/signals";
import { operations, queryOf, services, summaries, type TraceSummary } from "../api.ts";
import { route } from "../router.ts";
import { type Search } from "../route.ts";
import { NameLoader, type Names } from "./names.ts";

export type SearchState =
  | { readonly step: "asking" }
  | { readonly step: "found"; readonly atUnixMs: number }
  | { readonly step: "trouble"; readonly message: string };

export const results = signal<readonly TraceSummary[]>([]);
export const searchState = signal<SearchState>({ step: "asking" });
export const knownNames = signal<Names>({ services: [], operations: [], unasked: 0 });
/** Raised by the Search button, so that the same search runs again. */
export const submitCount = signal(0);
export const sortOrder = signal<"newest" | "longest">("newest");

const liveIntervalMs = 2000;

async function search(wanted: Search, signal: AbortSignal): Promise<void> {
  const query = queryOf(wanted, Date.now());
  if (typeof query === "string") {
    searchState.value = { step: "trouble", message: query };
    return;
  }
  try {
    const answer = await summaries(query, signal);
    if (signal.aborted) return;
    results.value = answer;
    searchState.value = { step: "found", atUnixMs: Date.now() };
  } catch (error) {
    if (signal.aborted) return;
    searchState.value = {
      step: "trouble",
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

const names = new NameLoader({ services, operations }, () => performance.now());

/** Without an answer of the store the fields offer only "any"; the search reports the failure. */
async function refreshNames(service: string): Promise<void> {
  knownNames.value = (await names.refresh(service)) ?? knownNames.peek();
}

/** Searches when the address changes, and every two seconds while live or while the store does not answer. */
export function watchSearch(): () => void {
  return effect(() => {
    const { value } = route;
    void submitCount.value;
    if (value.page !== "search") return undefined;
    const scope = new AbortController();
    let busy = false;
    const ask = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      await search(value.search, scope.signal);
      busy = false;
    };
    searchState.value = { step: "asking" };
    void ask();
    void refreshNames(value.search.service);
    const timer = setInterval(() => {
      const stuck = searchState.peek().step === "trouble";
      if (document.hidden) return;
      if (value.search.live || stuck) void ask();
      void refreshNames(value.search.service);
    }, liveIntervalMs);
    return () => {
      scope.abort();
      clearInterval(timer);
    };
  });
}
