/** One trace: what it is, its key numbers, a tick's fan, the view that the address names, and the selected span's details. */
import "./page.css";
import { useEffect, useMemo } from "preact/hooks";
import { durationLabel } from "../axis.ts";
import { traceUrl, type TraceRoute } from "../route.ts";
import { jaegerTraceUrl } from "../store.ts";
import { UrlProblems } from "../url-problems.tsx";
import { views } from "../views/index.ts";
import type { View } from "../views/view.ts";
import { Details } from "./details.tsx";
import { onEscape } from "./escape.ts";
import { Fan } from "./fan.tsx";
import { Notice } from "./notice.tsx";
import { KeyNumbers } from "./numbers.tsx";
import { TraceModel } from "./trace-model.ts";
import { syncWithUrl, traceIdOfRoute } from "./url-sync.ts";
import { TraceContext, useTrace } from "./use-trace.ts";

const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

function Title() {
  const { traceId, trace, tree, selectedId } = useTrace();
  const id = traceId.value ?? "";
  const begun = trace.value?.originUnixNano;
  const jaeger = jaegerTraceUrl(id, selectedId.value);
  const began = begun ? new Date(Number(begun / 1_000_000n)) : undefined;
  return (
    <div class="trace-title">
      <h1>{tree.value?.root?.name ?? "Trace"}</h1>
      <code class="trace-id">{id}</code>
      {began && (
        <time class="number" dateTime={began.toISOString()}>
          {dateTime.format(began)}
        </time>
      )}
      {jaeger && (
        <a class="trace-jaeger" href={jaeger} target="_blank" rel="noreferrer">
          Open in Jaeger <span aria-hidden="true">↗</span>
        </a>
      )}
    </div>
  );
}

/** Links to the views; absent while there is only one. */
function ViewTabs({ shown }: { readonly shown: View }) {
  const { traceId, selectedId } = useTrace();
  if (views.length < 2) return null;
  return (
    <nav class="trace-views" aria-label="Views">
      {views.map(({ name, label }) => (
        <a
          key={name}
          href={traceUrl(traceId.value ?? "", selectedId.value, name)}
          aria-current={name === shown.name ? "page" : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

function useDocumentTitle({ tree }: TraceModel): void {
  useEffect(() => {
    const total = tree.value ? ` · ${durationLabel(tree.value.endMs)}` : "";
    document.title = `${tree.value?.root?.name ?? "Trace"}${total} · Crosswire`;
    return () => {
      document.title = "Traces · Crosswire";
    };
  }, [tree.value]);
}

export function TracePage({ route }: { readonly route: TraceRoute }) {
  const model = useMemo(() => new TraceModel(traceIdOfRoute), []);
  useEffect(() => model.load(), [model]);
  useEffect(() => syncWithUrl(model), [model]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => onEscape(event, model);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [model]);
  useDocumentTitle(model);
  const asked = views.find(({ name }) => name === route.viewName);
  const view = asked ?? views[0];
  const problems =
    asked || route.viewName === undefined
      ? route.problems
      : [...route.problems, `view=${route.viewName} is no view: ${view.name} is shown`];
  const ready = (model.tree.value?.byId.size ?? 0) > 0;
  return (
    <TraceContext.Provider value={model}>
      <main class={model.detailsOpen.value ? "trace with-details" : "trace"}>
        <div class="trace-main">
          <Title />
          <UrlProblems problems={problems} />
          <Notice />
          {ready && (
            <>
              <KeyNumbers />
              <Fan />
              <ViewTabs shown={view} />
              <view.Component />
            </>
          )}
        </div>
        {ready && <Details />}
      </main>
    </TraceContext.Provider>
  );
}
