/** What the store did not take since the server started, in words that say what to do about it. */
import { pluralize } from "#text";
import type { StoreState } from "./api.ts";

export interface Refusals {
  /** The whole, in a few words; empty where nothing was refused. */
  readonly headline: string;
  readonly reasons: readonly string[];
  /** Of what others than the server sent nothing is held: every trace lacks the browsers' part. */
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
    lost > 0 && `${pluralize(lost, "span")} not passed on`,
    tee.returnedSpans > 0 && `${pluralize(tee.returnedSpans, "span")} came back`,
  ];
  const reasons = [
    notAdmitted > 0 &&
      `${pluralize(notAdmitted, "request came", "requests came")} from senders that may not send. Spans are taken from players' pages, by the key of their session, and from this machine; start the server with TRACE_INTAKE=anyone to take them from everybody.`,
    tooMany > 0 &&
      `${pluralize(tooMany, "request")} brought more than is taken in a second, of one page or of all. Players can switch Tracing off in Settings; other senders should send less, or sample.`,
    tooLarge > 0 &&
      `${pluralize(tooLarge, "request was", "requests were")} too large. Set OTEL_BSP_MAX_EXPORT_BATCH_SIZE lower at the sender.`,
    malformed > 0 &&
      `${pluralize(malformed, "request was", "requests were")} not OTLP over HTTP as JSON or protobuf, plain or with gzip. The answer told the sender what was wrong.`,
    failed > 0 &&
      `${pluralize(failed, "request")} failed in the server itself; its log tells more.`,
    rejected > 0 &&
      `${pluralize(rejected, "span was", "spans were")} refused out of requests that were taken: malformed, above a limit, or under too many names (${state.refusedNames}). The answer told the sender which.`,
    lost > 0 &&
      `${pluralize(lost, "span")} did not reach ${target}: look whether it runs and takes OTLP over HTTP (OTEL_EXPORTER_OTLP_ENDPOINT).`,
    tee.returnedSpans > 0 &&
      `${pluralize(tee.returnedSpans, "span was", "spans were")} passed on to ${target} and came back, and went no further: that address leads to this server. Set OTEL_EXPORTER_OTLP_ENDPOINT to a collector that does not send here.`,
  ];
  const isText = (part: string | false): part is string => part !== false;
  return {
    headline: parts.filter(isText).join(", "),
    reasons: reasons.filter(isText),
    isEverything: requests + rejected > 0 && state.guestSpans === 0,
  };
}
