/**
 * Who may send spans: a player's page by the key of its session, whatever its address; this machine; others as the settings say.
 * The decision takes plain data, so that another thread than the one that reads the spans can make it.
 */
import type { SpanSource } from "./store/source-table.ts";

/** What is known of a request. The addresses are the socket's own: a proxy's header could claim any. */
export interface IntakeRequest {
  readonly remoteAddress: string | undefined;
  readonly localAddress: string | undefined;
  readonly bearer: string | undefined;
}

/** The source that the request's spans are stored under; undefined refuses the request. */
export type IntakeAdmission = (request: IntakeRequest) => SpanSource | undefined;

export interface AdmissionOptions {
  /** The id of the session with this key. */
  readonly sessionOf: (key: string) => string | undefined;
  /** Whether a sender without a session may send. */
  readonly allowOther: (request: IntakeRequest) => boolean;
}

export function admission({ sessionOf, allowOther }: AdmissionOptions): IntakeAdmission {
  return (request) => {
    const session = request.bearer === undefined ? undefined : sessionOf(request.bearer);
    if (session !== undefined) return `session ${session}`;
    return allowOther(request) ? "other" : undefined;
  };
}

/** The token of an Authorization header (RFC 6750 §2.1); undefined where there is none, or one that cannot be a key of ours. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]{1,64}=*)$/i.exec(authorization ?? "")?.[1];
}

/** Admits this machine only. */
export const loopbackOnly: IntakeAdmission = admission({
  sessionOf: () => undefined,
  allowOther: ({ remoteAddress = "" }) => /^(127\.|::1$|::ffff:127\.)/.test(remoteAddress),
});
