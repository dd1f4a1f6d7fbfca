/** One trace: what it is, its key numbers, a tick's fan, the waterfall, and the chosen span's details. */
import "./page.css";
import { durationLabel } from "../axis.ts";
import { UrlProblems } from "../url-problems.tsx";
import { jaegerTraceUrl } from "../store.ts";
import { Details } from "./details.tsx";
import { Fan } from "./fan.tsx";
import { onTraceKey } from "./keyboard.ts";
import { Legend } from "./legend.tsx";
import { selectedId, detailsOpen, trace, traceId, tree } from "./model.ts";
import { Notice } from "./notice.tsx";
import { KeyNumbers } from "./numbers.tsx";
import { Waterfall } from "./waterfall.tsx";
import { useEffect } from "preact/hooks";

const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

function Title() {
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

export function TracePage() {
  useEffect(() => {
    addEventListener("keydown", onTraceKey);
    return () => removeEventListener("keydown", onTraceKey);
  }, []);
  useEffect(() => {
    const total = tree.value ? ` · ${durationLabel(tree.value.endMs)}` : "";
    document.title = `${tree.value?.root?.name ?? "Trace"}${total} · Crosswire`;
    return () => {
      document.title = "Traces · Crosswire";
    };
  }, [tree.value]);
  const ready = (tree.value?.byId.size ?? 0) > 0;
  return (
    <main class={detailsOpen.value ? "trace with-details" : "trace"}>
      <div class="trace-main">
        <Title />
        <UrlProblems />
        <Notice />
        {ready && (
          <>
            <KeyNumbers />
            <Fan />
            <Legend />
            <Waterfall />
          </>
        )}
      </div>
      {ready && <Details />}
    </main>
  );
}
