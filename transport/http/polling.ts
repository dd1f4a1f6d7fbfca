/**
 * The dialer of the polling transports: numbered polls (poll-downlink.ts), one after the other, each as early as allowed.
 */
import {
  defaultLimits,
  DialFailed,
  type Dialer,
  type LinkLimits,
  type TransportName,
} from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { receiveBatch } from "./batch.ts";
import { retryingRequest, type HttpAnswer } from "./retrying-request.ts";
import { deleteLink, requestLinkUrl, phaseClock } from "./open.ts";
import { delay } from "./delay.ts";
import { PostUplink } from "./post-uplink.ts";

/**
 * While the handshake is under way it polls more often: at the usual interval two polls would pass before the first
 * snapshot.
 */
const EAGER_MS = 500;
const EAGER_INTERVAL_MS = 40;

/** Polls of all links of a dialer. */
export interface PollStats {
  readonly polls: number;
  /** Answers without frames. */
  readonly emptyAnswers: number;
}

export interface PollingDialer extends Dialer {
  pollStats(): PollStats;
}

export interface PollingOptions {
  readonly transport: TransportName;
  /** `/link/<transport>` by default. */
  readonly path: string | undefined;
  readonly limits: Partial<LinkLimits> | undefined;
  /** From the start of one poll to the start of the next. A poll that took longer is followed at once. */
  readonly intervalMs: () => number;
}

export function pollingDialer({
  transport,
  path = `/link/${transport}`,
  limits,
  intervalMs,
}: PollingOptions): PollingDialer {
  const stats = { polls: 0, emptyAnswers: 0 };

  async function poll(url: string, number: number, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await retryingRequest({ method: "GET", url: `${url}?n=${number}` }, signal);
    stats.polls++;
    if (answer.status === 204) stats.emptyAnswers++;
    return answer;
  }

  async function pollLoop(link: WireLink, url: string, signal: AbortSignal): Promise<void> {
    const eagerUntilMs = performance.now() + EAGER_MS;
    for (let number = 1; ; number++) {
      const startMs = performance.now();
      const { status, body } = await poll(url, number, signal);
      if (status === 205 || status === 404)
        return link.lost("the server has no such link any more");
      if (!isPollAnswer(status)) return link.lost(`a poll was answered ${status}`);
      receiveBatch(link, body);
      const eager = startMs < eagerUntilMs ? EAGER_INTERVAL_MS : Infinity;
      const restMs = startMs + Math.min(intervalMs(), eager) - performance.now();
      if (restMs > 0) await delay(restMs, signal);
    }
  }

  return {
    transport,
    pollStats: () => ({ ...stats }),
    async dial(address, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const endPhase = phaseClock(onPhase);
      const url = await requestLinkUrl({ transport, path, address, signal });
      let first: HttpAnswer;
      try {
        endPhase("open");
        signal?.throwIfAborted();
        first = await poll(url, 0, signal ?? new AbortController().signal);
        if (!isPollAnswer(first.status))
          throw new Error(`the first poll was answered ${first.status}`);
        endPhase("poll");
        signal?.throwIfAborted();
      } catch (error) {
        deleteLink(url);
        signal?.throwIfAborted();
        const reason = { code: "lost", by: "network", detail: String(error) } as const;
        throw new DialFailed({ transport, reason });
      }

      const ending = new AbortController();
      const posts = new PostUplink(url, (detail) => link.lost(detail));
      const link = new WireLink({
        transport,
        limits: { ...defaultLimits, ...limits },
        maxBytes: streamMaxBytes,
        wire: {
          write: (frame) => posts.write(frame),
          end() {
            ending.abort();
            posts.end();
            deleteLink(url);
          },
        },
      });
      link.attach(attach);
      receiveBatch(link, first.body);
      pollLoop(link, url, ending.signal).catch((error: unknown) => link.lost(String(error)));
      return link;
    },
  };
}

function isPollAnswer(status: number): boolean {
  return status === 200 || status === 204;
}
