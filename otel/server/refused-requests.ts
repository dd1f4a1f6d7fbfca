/** Counts the requests that the intake refused since the start, by what their senders can do about it. */

export interface RefusedRequestCounts {
  /** Answered 401 or 403: the sender may not send spans to this server. */
  readonly notAdmitted: number;
  /** Answered 429. */
  readonly tooMany: number;
  /** Answered 413. */
  readonly tooLarge: number;
  /** Any other answer of 400 to 499: not OTLP, or in a form that is not supported. */
  readonly malformed: number;
  /** Answered 500 or more. */
  readonly failed: number;
}

export interface RefusedRequests {
  /** Counts an answer by its status; one below 400 is no refusal. */
  record(status: number): void;
  counts(): RefusedRequestCounts;
}

export function refusedRequests(): RefusedRequests {
  const counts = { notAdmitted: 0, tooMany: 0, tooLarge: 0, malformed: 0, failed: 0 };
  return {
    record(status) {
      const reason = reasonOf(status);
      if (reason) counts[reason] += 1;
    },
    counts: () => ({ ...counts }),
  };
}

function reasonOf(status: number): keyof RefusedRequestCounts | undefined {
  if (status < 400) return undefined;
  if (status >= 500) return "failed";
  switch (status) {
    case 401:
    case 403:
      return "notAdmitted";
    case 413:
      return "tooLarge";
    case 429:
      return "tooMany";
    default:
      return "malformed";
  }
}
