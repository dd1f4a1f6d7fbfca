/**
 * The only Link of this folder, over any Wire. It frames messages, counts the bytes in flight, acknowledges what it
 * receives, keeps the heartbeat and closes once. A transport only moves frames.
 */
import { transportEntry } from "./catalog.ts";
import { WriteBacklog } from "./write-backlog.ts";
import {
  encodeFrame,
  frameBytes,
  MalformedFrame,
  type Frame,
  type UnreliableDelivery,
} from "./frame.ts";
import { InFlight } from "./in-flight.ts";
import {
  LinkClosed,
  PayloadTooLarge,
  type Attach,
  type Caller,
  type CloseCode,
  type CloseReason,
  type Delivery,
  type Link,
  type LinkEvents,
  type LinkLimits,
  type LinkStats,
  type SendOutcome,
  type TransportName,
} from "./link.ts";
import { IdleTimer } from "./idle-timer.ts";
import { DrainWaiters } from "./drain-waiters.ts";
import { decodeFrameOfLane, type Lane, type Wire, type WireLinkOptions } from "./wire.ts";

/** An ack is sent after this many received bytes, or at the next heartbeat. */
const ACK_AFTER_BYTES = 4 * 1024;
/** Often enough for an ack clock at 20 Hz, and seldom enough to cost little beside the traffic that it acknowledges. */
const ACK_INTERVAL_MS = 100;
/** An unreliable lane without progress requests an ack this often, because its last frames may be lost. */
const ACK_REQUEST_INTERVAL_MS = 250;
/** How long a close waits until the far side has received it and closed. */
const LINGER_MS = 1000;

let linksCreated = 0;

export class WireLink implements Link {
  readonly id: string;
  readonly transport: TransportName;
  readonly maxBytes: Readonly<Record<Delivery, number>>;
  readonly mayLose: boolean;
  /** Resolves when the wire has been freed, a little after `closed`. */
  readonly freed: Promise<void>;

  readonly #wire: Wire;
  readonly #limits: LinkLimits;
  readonly #inFlight = new InFlight();
  readonly #waiters = new DrainWaiters();
  readonly #idleTimer: IdleTimer;
  readonly #writeBacklog: WriteBacklog;
  readonly #markFreed: () => void;
  readonly #heartbeatTimer: ReturnType<typeof setInterval>;
  #events: LinkEvents | undefined;
  #closed: CloseReason | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #isWireEnded = false;

  #unackedBytes = 0;
  #lastWriteMs = performance.now();
  #lastAckMs = performance.now();
  #lastAckRequestMs = performance.now();
  #stats = {
    sentMessages: 0,
    sentBytes: 0,
    receivedMessages: 0,
    receivedBytes: 0,
    droppedMessages: 0,
    overtakenMessages: 0,
  };

  constructor({ transport, wire, limits, maxBytes }: WireLinkOptions) {
    this.id = `${transport}-${++linksCreated}`;
    this.transport = transport;
    this.maxBytes = maxBytes;
    this.mayLose = transportEntry(transport).loss === "network";
    this.#wire = wire;
    this.#limits = limits;
    this.#idleTimer = new IdleTimer(limits.heartbeatMs);
    this.#writeBacklog = new WriteBacklog(() => wire.queuedBytes?.() ?? 0, limits);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.freed = promise;
    this.#markFreed = resolve;
    this.#heartbeatTimer = setInterval(
      () => this.#onHeartbeat(),
      Math.min(ACK_INTERVAL_MS, limits.heartbeatMs / 4),
    );
  }

  /** Attaches the listener. The wire may call `receive` only after that. */
  attach(attach: Attach, caller?: Caller): void {
    const events = attach(this, caller);
    this.#events = events;
    const reason = this.#closed;
    if (reason) queueMicrotask(() => events.closed(reason));
  }

  send(payload: Uint8Array, delivery: Delivery): SendOutcome {
    if (payload.length > this.maxBytes[delivery]) {
      throw new PayloadTooLarge({ bytes: payload.length, maxBytes: this.maxBytes[delivery] });
    }
    if (this.#closed) return "dropped";
    const wouldBeInFlightBytes = this.#inFlight.bytes + frameBytes(payload.length, delivery);
    const isFull = wouldBeInFlightBytes > this.#limits.highWaterBytes;
    switch (delivery) {
      case "unreliable":
      case "unreliable-sequenced": {
        if (isFull) {
          this.#stats.droppedMessages++;
          return "dropped";
        }
        const offset = this.#inFlight.addSent(payload.length, delivery);
        return this.#writePayload({ kind: delivery, offset, payload }) ? "sent" : "dropped";
      }
      case "reliable-unordered":
      case "reliable-ordered": {
        if (wouldBeInFlightBytes > this.#limits.hardLimitBytes) {
          this.close("overflow", `${wouldBeInFlightBytes} bytes are waiting for the far side`);
          return "dropped";
        }
        this.#inFlight.addSent(payload.length, delivery);
        if (!this.#writePayload({ kind: delivery, payload })) return "dropped";
        return isFull ? "buffered" : "sent";
      }
    }
  }

  drained(signal?: AbortSignal): Promise<void> {
    if (this.#closed) return Promise.reject(new LinkClosed(this.#closed));
    if (this.#inFlight.bytes < this.#limits.lowWaterBytes) return Promise.resolve();
    return this.#waiters.wait(signal);
  }

  stats(): LinkStats {
    const replacedMessages = this.#wire.replacedMessages?.() ?? 0;
    return { ...this.#stats, replacedMessages, bufferedBytes: this.#inFlight.bytes };
  }

  close(code: CloseCode, detail?: string): void {
    if (this.#closed) return;
    // After the reliable messages sent before it, so that the close frame does not overtake them.
    this.#write({ kind: "close", code, detail: detail ?? "" }, "reliable-ordered");
    this.#finish(reasonOf(code, "local", detail));
  }

  /** Receives bytes from the wire, in this lane where the wire has lanes. */
  receive(bytes: Uint8Array, lane?: Lane): void {
    if (this.#closed) return;
    this.#idleTimer.reset();
    try {
      this.#handle(decodeFrameOfLane(bytes, lane));
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.close("protocol-error", error.message);
    }
  }

  /**
   * The wire has ended: the far side closed it, it broke, or it was silent too long in a way that only the wire can detect.
   */
  lost(detail?: string, code: "lost" | "timeout" = "lost"): void {
    this.#finish(reasonOf(code, "network", detail));
    this.#endWire();
  }

  /** Writes a payload to the wire; returns false if that broke the wire. */
  #writePayload(frame: PayloadFrame): boolean {
    this.#stats.sentMessages++;
    this.#stats.sentBytes += frame.payload.length;
    return this.#write(frame, frame.kind);
  }

  #write(frame: Frame, lane: Lane): boolean {
    this.#lastWriteMs = performance.now();
    try {
      const bytes = encodeFrame(frame);
      this.#writeBacklog.addWritten(bytes.length);
      this.#wire.write(bytes, lane);
      return true;
    } catch (error) {
      this.lost(error instanceof Error ? error.message : undefined);
      return false;
    }
  }

  #handle(frame: Frame): void {
    switch (frame.kind) {
      case "unreliable":
        this.#inFlight.addReceivedUpTo(frame.offset, frame.kind);
        return this.#deliver(frame);
      case "unreliable-sequenced":
        // Late messages are not delivered, because the listener has a newer one.
        if (this.#inFlight.addReceivedUpTo(frame.offset, frame.kind)) return this.#deliver(frame);
        this.#stats.overtakenMessages++;
        return;
      case "reliable-unordered":
      case "reliable-ordered":
        this.#inFlight.addReceived(frame.payload.length, frame.kind);
        return this.#deliver(frame);
      case "ack-request":
        if (this.#inFlight.addReceivedUpTo(frame.offset, frame.lane)) this.#sendAck();
        return;
      case "ack":
        return this.#receiveAck(frame.receivedTotals);
      case "close":
        this.#finish(reasonOf(frame.code, "remote", frame.detail));
        return this.#endWire();
    }
  }

  #deliver({ kind, payload }: PayloadFrame): void {
    if (payload.length > this.maxBytes[kind]) {
      throw new MalformedFrame(`${payload.length} bytes of ${kind}`);
    }
    this.#unackedBytes += frameBytes(payload.length, kind);
    const isAckDue =
      this.#unackedBytes >= ACK_AFTER_BYTES ||
      // The timers of a hidden tab are slow, but messages arrive.
      performance.now() - this.#lastAckMs > ACK_INTERVAL_MS;
    if (isAckDue) this.#sendAck();
    this.#stats.receivedMessages++;
    this.#stats.receivedBytes += payload.length;
    this.#events?.message(payload, kind);
  }

  #sendAck(): void {
    // An ack contains all that the older ones said, so one that would queue behind them can wait for the next heartbeat.
    if (this.#writeBacklog.isAboveHighWater()) return;
    this.#unackedBytes = 0;
    this.#lastAckMs = performance.now();
    this.#write({ kind: "ack", receivedTotals: this.#inFlight.receivedTotals }, "control");
  }

  #receiveAck(receivedTotals: readonly [number, number, number, number]): void {
    this.#inFlight.acknowledge(receivedTotals);
    if (this.#inFlight.bytes >= this.#limits.lowWaterBytes) return;
    this.#waiters.resolveAll();
  }

  #onHeartbeat(): void {
    const nowMs = performance.now();
    const { heartbeatMs } = this.#limits;
    if (this.#idleTimer.isExpired()) return this.lost(`silent for ${heartbeatMs} ms`, "timeout");
    if (this.#writeBacklog.isStalled())
      return this.lost(`read nothing for ${heartbeatMs} ms`, "timeout");
    if (this.#writeBacklog.isAboveHardLimit())
      return this.close("overflow", "the far side does not read");
    const isQuiet = nowMs - this.#lastWriteMs > heartbeatMs / 3;
    if (this.#unackedBytes > 0 || isQuiet) this.#sendAck();
    if (nowMs - this.#lastAckRequestMs > ACK_REQUEST_INTERVAL_MS) {
      this.#lastAckRequestMs = nowMs;
      this.#requestAck("unreliable");
      this.#requestAck("unreliable-sequenced");
    }
  }

  /** Follows the last message of the lane, so that its loss does not leave the lane full for ever. */
  #requestAck(lane: UnreliableDelivery): void {
    if (this.#closed || !this.#inFlight.isStalled(lane)) return;
    this.#write({ kind: "ack-request", lane, offset: this.#inFlight.sentTotal(lane) }, lane);
  }

  /** Ends the link for its listener; the wire may stay until the far side has received the reason. */
  #finish(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = reason;
    clearInterval(this.#heartbeatTimer);
    this.#waiters.rejectAll(reason);
    const events = this.#events;
    // Later, so that a listener that closes within `message` or `attach` is not called from within itself.
    if (events) queueMicrotask(() => events.closed(reason));
    if (!this.#isWireEnded) this.#linger = setTimeout(() => this.#endWire(), LINGER_MS);
  }

  #endWire(): void {
    if (this.#isWireEnded) return;
    this.#isWireEnded = true;
    clearTimeout(this.#linger);
    this.#wire.end();
    this.#markFreed();
  }
}

type PayloadFrame = Extract<Frame, { readonly payload: Uint8Array }>;

function reasonOf(code: CloseCode, by: CloseReason["by"], detail?: string): CloseReason {
  return detail ? { code, by, detail } : { code, by };
}
