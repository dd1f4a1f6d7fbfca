/** The interfaces of a transport: a dialer, an acceptor and the link between them. Rules: SPEC.md. */

import type { TransportName } from "./catalog.ts";

export type { TransportName };

/** What may happen to a message on the way. A link may do better than asked, never worse. */
export type Delivery =
  | "unreliable"
  | "unreliable-sequenced"
  | "reliable-unordered"
  | "reliable-ordered";

/** The outcome of a send. An open link drops only unreliable messages. */
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

/** Counters of one end of one link since it opened. */
export interface LinkStats {
  readonly sentMessages: number;
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /** Unreliable messages that this end dropped before sending. */
  readonly droppedMessages: number;
  /** Of the sent messages: unreliable ones that a newer one replaced before the far side fetched them. */
  readonly replacedMessages: number;
  /** Unreliable-sequenced messages that arrived after a newer one and were not delivered. */
  readonly overtakenMessages: number;
  /** Bytes passed to the transport and not known to have left or arrived. */
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

/** The peer that asks for a link, or for something that leads to one. */
export interface Caller {
  /** The IP address of the connection; undefined where it has closed already. */
  readonly address: string | undefined;
  /** Undefined where it is not known yet. */
  readonly credential?: string | undefined;
}

/** Called with an open link before its first message; returns the listener of the link. An acceptor passes the caller. */
export type Attach = (link: Link, caller?: Caller) => LinkEvents;

/** Where to dial, and with which credential. */
export interface Address {
  /** Origin of the server, `http://host:port`, no trailing slash. */
  readonly origin: string;
  /** Opaque to the transport; passed to `admits` of the acceptor before a link opens. */
  readonly credential: string;
}

export interface DialOptions {
  readonly signal?: AbortSignal;
  /** Called at the end of each phase of connecting (signaling, ICE, DTLS …), for the connect trace. */
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

/** Decides who may open a link, before the link exists; `false` ends the dial as `refused`. */
export interface Admission {
  admits(credential: string): boolean;
  /** Returns why a request is refused, in words for the answer; undefined for a request that may pass. */
  refusal(headers: OriginHeaders): string | undefined;
}

/** The answer to a refused request. */
export interface Refusal {
  /** As in the first line of an answer: `403 Forbidden`. */
  readonly status: `${number} ${string}`;
  /** The text of {"error": …} in the answer. */
  readonly error?: string | undefined;
}

/** The headers that name the origin of a request and the host it was sent to. */
export interface OriginHeaders {
  /** Undefined when the peer is not a browser. */
  readonly origin: string | undefined;
  /** Host, or `:authority` of HTTP/2; undefined where neither was sent. */
  readonly host: string | undefined;
}

/** Limits of one end of a link. Each transport takes them as options, with these defaults. */
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

/** A wait failed because the link closed. */
export class LinkClosed extends Error {
  readonly reason: CloseReason;
  constructor(reason: CloseReason) {
    super(`the link closed: ${reason.detail ?? reason.code}`);
    this.name = "LinkClosed";
    this.reason = reason;
  }
}

/** Dialing failed: the link never opened. */
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
