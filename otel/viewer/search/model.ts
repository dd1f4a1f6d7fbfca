/** The search as it runs: the address says what to look for, these signals say what was found. */
import { effect, signal } from "@preact/signals";
import { operations, queryOf, services, summaries, type TraceSummary } from "../api.ts";
import { place } from "../address.ts";
import { type Search } from "../route.ts";

export type SearchState =
  | { readonly step: "asking" }
  | { readonly step: "found"; readonly atUnixMs: number }
  | { readonly step: "trouble"; readonly message: string };

export const found = signal<readonly TraceSummary[]>([]);
export const searchState = signal<SearchState>({ step: "asking" });
export const knownServices = signal<readonly string[]>([]);
export const knownOperations = signal<readonly string[]>([]);
/** Raised by the Search button, so that the same question can be asked again. */
export const asked = signal(0);
export const order = signal<"newest" | "longest">("newest");

const liveEveryMs = 2000;

async function search(wanted: Search, signal: AbortSignal): Promise<void> {
  const query = queryOf(wanted, Date.now());
  if (typeof query === "string") {
    searchState.value = { step: "trouble", message: query };
    return;
  }
  try {
    const answer = await summaries(query, signal);
    if (signal.aborted) return;
    found.value = answer;
    searchState.value = { step: "found", atUnixMs: Date.now() };
  } catch (error) {
    if (signal.aborted) return;
    searchState.value = {
      step: "trouble",
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

async function learnNames(service: string, signal: AbortSignal): Promise<void> {
  try {
    const known = await services(signal);
    const wanted = service ? [service] : known;
    const names = await Promise.all(wanted.map((each) => operations(each, signal)));
    if (signal.aborted) return;
    knownServices.value = known.toSorted();
    knownOperations.value = [...new Set(names.flat())].toSorted();
  } catch {
    // The fields then offer only "any"; the search itself reports that the store is out of reach.
  }
}

/** Asks again when the address changes; every two seconds while live, or while the store is out of reach. */
export function watchSearch(): () => void {
  return effect(() => {
    const { value } = place;
    void asked.value;
    if (value.view !== "search") return undefined;
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
    void learnNames(value.search.service, scope.signal);
    const timer = setInterval(() => {
      const stuck = searchState.peek().step === "trouble";
      if (!document.hidden && (value.search.live || stuck)) void ask();
      if (stuck || knownServices.peek().length === 0)
        void learnNames(value.search.service, scope.signal);
    }, liveEveryMs);
    return () => {
      scope.abort();
      clearInterval(timer);
    };
  });
}
