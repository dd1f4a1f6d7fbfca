/**
 * Dials the server's UDP port by QUIC. No authority signed its certificate, so the page requests the hash from its own
 * origin: `GET {origin}/api/webtransport`, `Authorization: Bearer <credential>` -> `{"url", "certificateHash"}`. That URL
 * opens one session within seconds.
 */
import {
  defaultLimits,
  DialFailed,
  type Address,
  type CloseReason,
  type Dialer,
  type LinkLimits,
} from "../link.ts";
import { quicMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { ClientSession, type WebTransportLike } from "./client-session.ts";

export interface WebtransportEndpoint {
  readonly url: string;
  /** SHA-256 of the certificate, in base64. */
  readonly certificateHash: string;
}

export interface WebtransportDialerOptions {
  /** Returns where to dial; requests it from the origin by default. */
  readonly endpoint?: (address: Address, signal?: AbortSignal) => Promise<WebtransportEndpoint>;
  /** The platform's by default. */
  readonly WebTransport?: new (url: string, options: WebTransportOptions) => WebTransportLike;
  readonly limits?: Partial<LinkLimits>;
}

const transport = "webtransport";

/** Why this page cannot dial WebTransport; undefined where it can. */
function webtransportMissing(): string | undefined {
  if (typeof globalThis.WebTransport === "function") return undefined;
  if (globalThis.isSecureContext === false) {
    return "WebTransport needs a page of HTTPS or localhost: open the server's https address";
  }
  return "this browser has no WebTransport";
}

export function webtransportDialer(options: WebtransportDialerOptions = {}): Dialer {
  const { endpoint = fetchEndpoint } = options;
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport,
    unsupported: () => (options.WebTransport ? undefined : webtransportMissing()),
    async dial(address, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const Session = options.WebTransport ?? globalThis.WebTransport;
      const detail = webtransportMissing();
      if (!Session) throw failed({ code: "incompatible", by: "local", ...(detail && { detail }) });
      let startMs = performance.now();
      const endPhase = (name: string) => {
        const endMs = performance.now();
        onPhase?.({ name, startMs, endMs });
        startMs = endMs;
        signal?.throwIfAborted();
      };
      const { url, certificateHash } = await endpoint(address, signal);
      endPhase("signaling");
      const value = Uint8Array.from(atob(certificateHash), (character) => character.charCodeAt(0));
      const session = new ClientSession(
        new Session(url, { serverCertificateHashes: [{ algorithm: "sha-256", value }] }),
      );
      const abort = () => session.end();
      signal?.addEventListener("abort", abort);
      let isLate = false;
      // Where UDP is blocked there is no answer, and QUIC would try for half a minute.
      const timer = setTimeout(() => {
        isLate = true;
        session.end();
      }, limits.heartbeatMs);
      try {
        await session.ready();
        endPhase("quic");
        await session.open();
        endPhase("streams");
      } catch (error) {
        session.end();
        signal?.throwIfAborted();
        const why = isLate ? "no answer from the server's UDP port" : String(error);
        throw failed({
          code: isLate ? "timeout" : "lost",
          by: "network",
          detail: `QUIC: ${why}`,
        });
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      }
      const link = new WireLink({
        transport,
        limits,
        maxBytes: quicMaxBytes,
        wire: session,
      });
      link.attach(attach);
      session.deliverTo(link);
      return link;
    },
  };
}

async function fetchEndpoint(
  { origin, credential }: Address,
  signal?: AbortSignal,
): Promise<WebtransportEndpoint> {
  const response = await fetch(`${origin}/api/webtransport`, {
    headers: { authorization: `Bearer ${credential}` },
    signal: signal ?? null,
    credentials: "omit",
    cache: "no-store",
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw failed({ code: "lost", by: "network", detail: `signaling: ${String(error)}` });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  signal?.throwIfAborted();
  if (response.ok) {
    if (isEndpoint(answer)) return answer;
    const detail = "signaling answered without an address";
    throw failed({ code: "protocol-error", by: "remote", detail });
  }
  const detail = errorIn(answer) ?? `signaling answered ${response.status}`;
  switch (response.status) {
    case 401:
    case 403:
      throw failed({ code: "refused", by: "remote", detail });
    case 501:
      throw failed({ code: "incompatible", by: "remote", detail });
    default:
      throw failed({ code: "lost", by: "network", detail });
  }
}

function isEndpoint(answer: unknown): answer is WebtransportEndpoint {
  if (typeof answer !== "object" || answer === null) return false;
  const { url, certificateHash } = answer as Partial<Record<keyof WebtransportEndpoint, unknown>>;
  const isHash = typeof certificateHash === "string" && /^[\w+/]{43}=$/.test(certificateHash);
  return isHash && typeof url === "string" && URL.parse(url)?.protocol === "https:";
}

function errorIn(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return undefined;
  return typeof answer.error === "string" ? answer.error : undefined;
}

function failed(reason: CloseReason): DialFailed {
  return new DialFailed({ transport, reason });
}
