/** Sorts the errors of a dial by what the session does next. */
import { type CloseReason, DialFailed } from "#transport";
import { JoinLater, JoinRefused } from "./tickets.ts";

export type DialFailure =
  /** The server answered no, and will again. */
  | { readonly kind: "refused"; readonly text: string }
  /** The server does not know this session any more: join anew. */
  | { readonly kind: "forgotten" }
  /** Another try may succeed. */
  | { readonly kind: "failed"; readonly reason: CloseReason | undefined; readonly text: string };

/** `hasSession`: this page has been welcomed before. */
export function dialFailureOf(error: unknown, hasSession: boolean): DialFailure {
  if (error instanceof JoinRefused) return { kind: "refused", text: error.message };
  const reason = error instanceof DialFailed ? error.reason : undefined;
  if (reason?.by === "remote" && reason.code === "incompatible")
    return { kind: "refused", text: reason.detail ?? "the page is out of date: reload it" };
  if (reason?.by === "remote" && reason.code === "refused")
    // The server was restarted, or gave the seat away.
    return hasSession
      ? { kind: "forgotten" }
      : { kind: "refused", text: reason.detail ?? "the server refused" };
  const text = error instanceof JoinLater ? error.message : "The server does not answer";
  return { kind: "failed", reason, text };
}
