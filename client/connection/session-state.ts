/** The state of the connection as the player sees it: a union, and one pure function for each way in which it changes. */
import type { CloseReason, TransportName } from "#transport";
import type { DialFailure } from "./dial-failure.ts";
import type { DialPlan, Failures } from "./fallback-policy.ts";
import * as statusText from "./status-text.ts";

interface Common {
  /** The player's choice; "auto" leaves it to the fallback policy. */
  readonly chosen: TransportName | "auto";
  /** Plain words about a fallback, a climb or an outage; empty when all is well. */
  readonly statusText: string;
}

/** Before the first welcome (`joining`), or after it (`reconnecting`: the seat is kept or asked for again). */
interface WithoutLink extends Common {
  readonly phase: "joining" | "reconnecting";
  readonly transport: undefined;
  readonly swappingTo: TransportName | undefined;
}
interface Playing extends Common {
  readonly phase: "playing";
  /** The transport of the link that messages are sent on. */
  readonly transport: TransportName;
  /** The transport of a link that is being dialed beside it. */
  readonly swappingTo: TransportName | undefined;
}
/** The server answered no. Nothing is dialed until the player asks again. */
interface Refused extends Common {
  readonly phase: "refused";
  readonly transport: undefined;
  readonly swappingTo: undefined;
}
export type SessionState = WithoutLink | Playing | Refused;

export const initialState: SessionState = {
  phase: "joining",
  transport: undefined,
  chosen: "auto",
  swappingTo: undefined,
  statusText: "",
};

const playing = (state: SessionState, transport: TransportName, text: string): SessionState => ({
  ...state,
  phase: "playing",
  transport,
  statusText: text,
});

const withoutLink = (
  state: SessionState,
  phase: WithoutLink["phase"],
  text: string,
): SessionState => ({ ...state, phase, transport: undefined, statusText: text });

/** The player asked to join; `transport` is that of a link which is open already. */
export function afterJoin(state: SessionState, transport: TransportName | undefined): SessionState {
  return transport ? playing(state, transport, "") : withoutLink(state, "joining", "");
}

export const resuming = (state: SessionState): SessionState =>
  withoutLink(state, "reconnecting", "Coming back to your ship");

export const forgotten = (state: SessionState): SessionState =>
  withoutLink(state, "reconnecting", "The server has forgotten this ship; joining again");

export const afterChoice = (state: SessionState, chosen: Common["chosen"]): SessionState => ({
  ...state,
  chosen,
  statusText: "",
});

/** A dial began, or ended. */
export const withDial = (
  state: SessionState,
  swappingTo: TransportName | undefined,
): SessionState => (state.phase === "refused" ? state : { ...state, swappingTo });

/** A link was opened by this plan, beside a link of `old` where one was open. */
export function afterDial(
  state: SessionState,
  plan: DialPlan,
  old: TransportName | undefined,
  failures: ReadonlyMap<TransportName, Failures>,
): SessionState {
  const text = statusText.afterDial(plan, old, state.chosen, failures);
  return playing(state, plan.spec.transport, text);
}

/** `transport` is that of the active link; `hasSession`: this page has been welcomed before. */
export function afterDialFailure(
  state: SessionState,
  dialed: TransportName,
  failure: Exclude<DialFailure, { kind: "forgotten" }>,
  { transport, hasSession }: { transport: TransportName | undefined; hasSession: boolean },
): SessionState {
  if (failure.kind === "refused")
    return {
      ...state,
      phase: "refused",
      transport: undefined,
      swappingTo: undefined,
      statusText: failure.text,
    };
  if (transport) {
    const text = statusText.afterDialFailure(dialed, failure.reason, transport);
    return { ...state, statusText: text };
  }
  const phase = hasSession || state.phase === "reconnecting" ? "reconnecting" : "joining";
  return withoutLink(state, phase, `${failure.text}; trying again`);
}

/** The active link was lost; `back` is the transport of the one before it, where that is still open. */
export function afterLoss(
  state: SessionState,
  lost: TransportName,
  reason: CloseReason,
  back: TransportName | undefined,
): SessionState {
  return back
    ? playing(state, back, statusText.afterReturn(lost, back))
    : withoutLink(state, "reconnecting", statusText.afterLoss(reason));
}
