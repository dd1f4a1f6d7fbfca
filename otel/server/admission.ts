/**
 * Who may send spans, decided from plain data, so that it can be decided on another thread than the spans are read on:
 * a player's page by the key of its session, as it joined by whatever address; this machine; others as the settings say.
 */
import type { SpanSource } from "./store/source-table.ts";

/** Of a request. The addresses are the socket's own: a proxy's header could claim any. */
export interface IntakeRequest {
  readonly remoteAddress: string | undefined;
  readonly localAddress: string | undefined;
  readonly bearer: string | undefined;
}

/** As whose spans the request's are taken; undefined refuses them. */
export type IntakeAdmission = (request: IntakeRequest) => SpanSource | undefined;

export interface AdmissionOptions {
  /** The id of the session that this is the key of. */
  readonly sessionOf: (key: string) => string | undefined;
  /** Whether whoever holds no session may send. */
  readonly allowOther: (request: IntakeRequest) => boolean;
}

export function admission({
  sessionOf,
  allowOther: admitsOther,
}: AdmissionOptions): IntakeAdmission {
  return (request) => {
    const session = request.bearer === undefined ? undefined : sessionOf(request.bearer);
    if (session !== undefined) return `session ${session}`;
    return admitsOther(request) ? "other" : undefined;
  };
}

/** RFC 6750 §2.1; undefined where there is none, or one that is no key of ours. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]{1,64}=*)$/i.exec(authorization ?? "")?.[1];
}

/** Nobody holds a session, and only this machine sends. */
export const loopbackOnly: IntakeAdmission = admission({
  sessionOf: () => undefined,
  allowOther: ({ remoteAddress = "" }) => /^(127\.|::1$|::ffff:127\.)/.test(remoteAddress),
});
