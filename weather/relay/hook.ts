/**
 * The hook of one direction. The relay calls it with everything that arrives, and sends what the hook forwards:
 *
 *     pass     (arrived, forward) => forward(arrived)
 *     drop     () => {}
 *     delay    (arrived, forward) => forward(arrived, 40)
 *     repeat   call `forward` twice
 *     corrupt  forward other bytes
 *     count    add up `arrived.length`, then pass
 *     cut      drop everything from now on, the end and the reset of a connection too; or forward "reset" to reset it
 *
 * A hook is a closure: a change of what it reads takes effect with the next arrival.
 */

/** What a TCP connection carries in one direction: bytes, the end of the stream (FIN) or the reset of the connection (RST). */
export type StreamEvent = Buffer | "end" | "reset";

/**
 * Sends `what` on, after `delayMs` (0 to 60 000; without it, at once).
 * TCP sends in the order of the calls, so a delay holds up what follows it. A datagram with a shorter delay overtakes.
 * A hook may forward at any later time; after the flow has ended, that does nothing. The relay bounds what it
 * holds for a delay; it cannot see what a hook keeps for itself.
 * @throws RangeError on another delay
 */
export type Forward<T> = (what: T, delayMs?: number) => void;

/** An error that a hook throws is a mistake of its owner; the relay does not catch it. */
export type Hook<T> = (arrived: T, forward: Forward<T>) => void;

/** Up is from the client to the target. A direction without a hook passes everything. */
export interface Hooks<T> {
  readonly up?: Hook<T>;
  readonly down?: Hook<T>;
}

export const pass = <T>(arrived: T, forward: Forward<T>): void => forward(arrived);

/** Longer than any network holds a packet: a longer delay is a mistake in the unit. */
const maxDelayMs = 60_000;

export function checkDelay(delayMs: number): void {
  if (!(delayMs >= 0 && delayMs <= maxDelayMs))
    throw new RangeError(`a delay is 0 to ${maxDelayMs} ms, not ${delayMs}`);
}
