/** The requests and spans refused since the server started, in sentences that say what to do. */
import { pluralize } from "#text";
import type { StoreState } from "./api.ts";

export interface Refusals {
  /** A summary; empty where nothing was refused. */
  readonly headline: string;
  readonly reasons: readonly string[];
  /** No span of another sender than the server is stored: every trace lacks the browsers' part. */
  readonly isEverything: boolean;
}

export function refusalsOf(state: StoreState): Refusals {
  const { notAdmitted, tooMany, tooLarge, malformed, failed } = state.refusedRequests;
  const requests = notAdmitted + tooMany + tooLarge + malformed + failed;
  const { rejected, tee } = state;
  const lost = tee.failedSpans + tee.refusedSpans + tee.droppedSpans;
  const target = tee.target ?? "the collector";
  const parts = [
    requests > 0 && `${pluralize(requests, "request")} refused`,
    rejected > 0 && `${pluralize(rejected, "span")} refused`,
    lost > 0 && `${pluralize(lost, "span")} not forwarded`,
    tee.returnedSpans > 0 && `${pluralize(tee.returnedSpans, "span")} came back`,
  ];
  const reasons = [
    notAdmitted > 0 &&
      `${pluralize(notAdmitted, "request came", "requests came")} from senders that may not send. The server accepts spans from players' pages, by the key of their session, and from this machine. Start it with TRACE_INTAKE=anyone to accept them from everybody.`,
    tooMany > 0 &&
      `${pluralize(tooMany, "request")} exceeded what the server accepts in a second, from one page or from all. Players can switch Tracing off in Settings; other senders should send less, or sample.`,
    tooLarge > 0 &&
      `${pluralize(tooLarge, "request was", "requests were")} too large. Set OTEL_BSP_MAX_EXPORT_BATCH_SIZE lower at the sender.`,
    malformed > 0 &&
      `${pluralize(malformed, "request was", "requests were")} not OTLP over HTTP as JSON or protobuf, plain or with gzip. The answer told the sender what was wrong.`,
    failed > 0 && `${pluralize(failed, "request")} failed in the server itself; see its log.`,
    rejected > 0 &&
      `${pluralize(rejected, "span was", "spans were")} refused, while the rest of their requests was accepted: malformed, above a limit, or with too many new names (${state.refusedNames}). The answer told the sender which.`,
    lost > 0 &&
      `${pluralize(lost, "span")} did not reach ${target}: check that it runs and accepts OTLP over HTTP (OTEL_EXPORTER_OTLP_ENDPOINT).`,
    tee.returnedSpans > 0 &&
      `${pluralize(tee.returnedSpans, "span was", "spans were")} forwarded to ${target} and came back, so the server did not forward them again: that address leads back to this server. Set OTEL_EXPORTER_OTLP_ENDPOINT to a collector that does not send here.`,
  ];
  const isText = (part: string | false): part is string => part !== false;
  return {
    headline: parts.filter(isText).join(", "),
    reasons: reasons.filter(isText),
    isEverything: requests + rejected > 0 && state.guestSpans === 0,
  };
}
