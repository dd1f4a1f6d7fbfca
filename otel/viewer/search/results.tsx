/** The found traces, newest or longest first, or what to do if there are none. */
import "./results.css";
import { pluralize } from "#text";
import type { TraceSummary } from "../api.ts";
import { navigate, route } from "../router.ts";
import { searchUrl, traceUrl } from "../route.ts";
import { AllRejectedNotice } from "../refused-notice.tsx";
import { UrlProblems } from "../url-problems.tsx";
import { durationLabel } from "../axis.ts";
import { serviceColour, shortService } from "../participants.ts";
import { results, sortOrder, searchState } from "./model.ts";

const clockTime = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** The log scale begins at 10 µs: one list has ticks of a millisecond and dials of three seconds. */
const shortestMs = 0.01;
const logShare = (ms: number, longestMs: number): number =>
  Math.max(0, Math.log(ms / shortestMs) / Math.log(Math.max(longestMs, 1) / shortestMs));

function Result({
  summary,
  longestMs,
}: {
  readonly summary: TraceSummary;
  readonly longestMs: number;
}) {
  const { traceId, rootName, durationMs, spanCount, errorSpanCount, orphanSpanCount } = summary;
  const share = logShare(durationMs, longestMs) * 100;
  return (
    <li>
      <a class="result" href={traceUrl(traceId)}>
        <span class="result-name">
          {rootName || "root span has not arrived"} <code>{traceId.slice(0, 7)}</code>
        </span>
        <span class="result-services">
          {summary.services.map(({ name, spanCount: spans }) => (
            <span class="chip" key={name} style={{ "--colour": serviceColour(name) }}>
              {shortService(name)} <span class="number">{spans}</span>
            </span>
          ))}
          {errorSpanCount > 0 && <span class="result-error">{errorSpanCount} failed</span>}
          {orphanSpanCount > 0 && (
            <span class="result-waiting">
              {pluralize(orphanSpanCount, "waits for its parent", "wait for their parents")}
            </span>
          )}
        </span>
        <span class="result-bar" aria-hidden="true">
          <span style={{ width: `${share}%` }} />
        </span>
        <span class="result-duration number">{durationLabel(durationMs)}</span>
        <span class="result-spans number">{pluralize(spanCount, "span")}</span>
        <time class="result-time number" dateTime={new Date(summary.startUnixMs).toISOString()}>
          {clockTime.format(summary.startUnixMs)}
        </time>
      </a>
    </li>
  );
}

function NoResults() {
  const { value } = route;
  const what = value.page === "search" ? value.search.operation : "";
  const fire = what === "swap" ? "change the transport in Settings" : "fire a shot";
  return (
    <div class="results-nothing">
      <h2>No traces in this window</h2>
      <p>
        Open <a href="/">the game</a> in another tab, {fire}, and come back: spans arrive within a
        second or two. Switch on Live to see them arrive.
      </p>
      <p>
        For older traces choose a longer lookback, or <a href="/traces">clear every filter</a>.
      </p>
    </div>
  );
}

const countText = (count: number): string => (count === 0 ? "Traces" : pluralize(count, "trace"));

function Toolbar() {
  const { value } = route;
  if (value.page !== "search") return null;
  const { search } = value;
  const state = searchState.value;
  const toggle = (): void =>
    navigate(searchUrl({ ...search, live: !search.live }), { replace: true });
  return (
    <div class="results-bar">
      <h2 aria-live={search.live ? "off" : "polite"}>
        {state.step === "asking" && results.value.length === 0
          ? "Looking…"
          : countText(results.value.length)}
      </h2>
      <label class="results-order">
        <span class="hidden-label">Order</span>
        <select
          value={sortOrder.value}
          onChange={(event) =>
            (sortOrder.value = event.currentTarget.value === "longest" ? "longest" : "newest")
          }
        >
          <option value="newest">newest first</option>
          <option value="longest">longest first</option>
        </select>
      </label>
      <button
        class={search.live ? "results-live on" : "results-live"}
        type="button"
        aria-pressed={search.live}
        onClick={toggle}
      >
        <span class={search.live ? "dot pulse" : "dot"} aria-hidden="true" /> Live
      </button>
    </div>
  );
}

export function Results() {
  const place = route.value;
  const state = searchState.value;
  const newest = results.value.toSorted((one, other) => other.startUnixMs - one.startUnixMs);
  const shown =
    sortOrder.value === "longest"
      ? newest.toSorted((one, other) => other.durationMs - one.durationMs)
      : newest;
  const longestMs = Math.max(0, ...shown.map((summary) => summary.durationMs));
  return (
    <section class="results" aria-label="Results">
      <Toolbar />
      <UrlProblems problems={place.page === "search" ? place.problems : []} />
      <AllRejectedNotice />
      {state.step === "trouble" && (
        <p class="results-trouble" role="alert">
          {state.message}
        </p>
      )}
      {state.step === "found" && shown.length === 0 && <NoResults />}
      {shown.length > 0 && (
        <div class="result results-head" aria-hidden="true">
          <span>Root</span>
          <span>Spans by service</span>
          <span>Duration, log scale</span>
        </div>
      )}
      <ol aria-label="Traces">
        {shown.map((summary) => (
          <Result key={summary.traceId} summary={summary} longestMs={longestMs} />
        ))}
      </ol>
    </section>
  );
}
