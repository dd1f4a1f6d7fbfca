/** What a transport is: a dialer, an acceptor and the link between them. Rules: SPEC.md. */

import type { TransportName } from "./catalog.ts";

export type { TransportName };

/** What a message may suffer on the way. A link may do better than asked, never worse. */
export type Delivery =
  | "unreliable"
  | "unreliable-sequenced"
  | "reliable-unordered"
  | "reliable-ordered";

/** What became of a message. Only unreliable ones are ever dropped by an open link. */
export type SendOutcome = "sent" | "buffered" | "dropped";

export type CloseCode =
  | "done"
  | "refused"
  | "incompatible"
  | "protocol-error"
  | "overflow"
  | "timeout"
  | "lost"
  | "going-away";

export interface CloseReason {
  readonly code: CloseCode;
  readonly by: "local" | "remote" | "network";
  readonly detail?: string;
}

/** Counters of one end of one link, since it opened. */
export interface LinkStats {
  readonly sentMessages: number;
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /** Unreliable messages this end gave up before they left. */
  readonly droppedMessages: number;
  /** Of those sent: unreliable ones that waited to be asked for until a newer one took their place. */
  readonly replacedMessages: number;
  /** Unreliable-sequenced ones that arrived behind a newer one, and were not delivered. */
  readonly overtakenMessages: number;
  /** Handed to the transport and not known to have left or arrived. */
  readonly bufferedBytes: number;
}

/** One connection between two peers, the same at both ends. It knows bytes, not the game. */
export interface Link {
  readonly id: string;
  readonly transport: TransportName;
  /** Whether the network loses unreliable messages of this link, as it does datagrams. */
  readonly mayLose: boolean;
  /** The largest payload per delivery, in bytes; 0 where a delivery is not on offer. */
  readonly maxBytes: Readonly<Record<Delivery, number>>;
  /** Copies or hands over the payload before returning. Never throws for a closed link. */
  send(payload: Uint8Array, delivery: Delivery): SendOutcome;
  /** Resolves below the low-water mark; rejects if the link closes or the signal aborts first. */
  drained(signal?: AbortSignal): Promise<void>;
  stats(): LinkStats;
  close(code: CloseCode, detail?: string): void;
}

export interface LinkEvents {
  message(payload: Uint8Array, delivery: Delivery): void;
  closed(reason: CloseReason): void;
}

/** Whoever asks for a link, or for what leads to one. */
export interface Caller {
  /** The IP address that the connection comes from; undefined where it is gone already. */
  readonly address: string | undefined;
  /** By what right; undefined where that is not said yet. */
  readonly credential?: string | undefined;
}

/**
 * Called with an open link before its first message; what it returns hears the link. An acceptor says who opened the link.
 */
export type Attach = (link: Link, caller?: Caller) => LinkEvents;

/** Where to dial, and by what right. */
export interface Address {
  /** Origin of the server, `http://host:port`, no trailing slash. */
  readonly origin: string;
  /** Opaque to the transport; shown to the acceptor's `admits` before a link opens. */
  readonly credential: string;
}

export interface DialOptions {
  readonly signal?: AbortSignal;
  /** Told of each phase of connecting as it ends (signaling, ICE, DTLS …), for the connect trace. */
  readonly onPhase?: (phase: DialPhase) => void;
}
/** One phase of connecting; times in ms of `performance.now()`. */
export interface DialPhase {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Dialer {
  readonly transport: TransportName;
  /** Why this platform cannot dial it; undefined where it can. */
  unsupported?(): string | undefined;
  dial(address: Address, attach: Attach, options?: DialOptions): Promise<Link>;
}

export interface Listener {
  /** Closes every link as `going-away`, then frees the port or route. */
  stop(): Promise<void>;
}

export interface Acceptor {
  readonly transport: TransportName;
  listen(attach: Attach): Promise<Listener>;
}

/** Who may open a link. Checked before the link exists; a `false` ends the attempt as `refused`. */
export interface Admission {
  admits(credential: string): boolean;
  /** Why a request is refused, whoever sends it, in words for the answer; undefined for one that may pass. */
  refusal(headers: OriginHeaders): string | undefined;
}

/** How a request is turned away. */
export interface Refusal {
  /** As in the first line of an answer: `403 Forbidden`. */
  readonly status: `${number} ${string}`;
  /** What the answer says as {"error": …}. */
  readonly error?: string | undefined;
}

/** Where a request says that it comes from and where it was sent to. */
export interface OriginHeaders {
  /** Undefined when the peer is no browser. */
  readonly origin: string | undefined;
  /** Host, or `:authority` of HTTP/2; undefined where neither was sent. */
  readonly host: string | undefined;
}

/** Limits of one end of a link; each transport takes them as options and has these defaults. */
export interface LinkLimits {
  /** Above this many bytes not known to have arrived, unreliable messages are dropped. */
  readonly highWaterBytes: number;
  /** `drained` resolves below this. */
  readonly lowWaterBytes: number;
  /** Above this, the link closes as `overflow`. */
  readonly hardLimitBytes: number;
  /** A peer silent for this long is `timeout`. */
  readonly heartbeatMs: number;
}
export const defaultLimits: LinkLimits = {
  highWaterBytes: 64 * 1024,
  lowWaterBytes: 16 * 1024,
  hardLimitBytes: 4 * 1024 * 1024,
  heartbeatMs: 5000,
};

export class PayloadTooLarge extends Error {
  readonly bytes: number;
  readonly maxBytes: number;
  constructor(facts: { bytes: number; maxBytes: number }) {
    super(
      `payload of ${facts.bytes} bytes exceeds this delivery's limit of ${facts.maxBytes}; split it or send less`,
    );
    this.name = "PayloadTooLarge";
    this.bytes = facts.bytes;
    this.maxBytes = facts.maxBytes;
  }
}

/** Waiting for a link that closed meanwhile. */
export class LinkClosed extends Error {
  readonly reason: CloseReason;
  constructor(reason: CloseReason) {
    super(`the link closed: ${reason.detail ?? reason.code}`);
    this.name = "LinkClosed";
    this.reason = reason;
  }
}

/** Dialing failed; the link never opened. */
export class DialFailed extends Error {
  readonly transport: TransportName;
  readonly reason: CloseReason;
  constructor(facts: { transport: TransportName; reason: CloseReason }) {
    super(`${facts.transport}: ${facts.reason.detail ?? facts.reason.code}`);
    this.name = "DialFailed";
    this.transport = facts.transport;
    this.reason = facts.reason;
  }
}
