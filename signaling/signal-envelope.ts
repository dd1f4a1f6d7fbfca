/**
 * Parses what a browser sends to another one. Only the fields named here are passed on, and of a session description only
 * what a data channel needs: addresses go as candidates, which are counted.
 */
import * as v from "valibot";
import { dataChannelDescription, MalformedDescription, type Signal } from "#transport";

export interface SignalEnvelope {
  /** Seat of the browser that it is for. */
  readonly to: number;
  /** The number of the connection attempt that it belongs to; the two browsers count them. */
  readonly attempt: number;
  readonly signal: Signal;
}

/** As Chromium writes them they take up to 200 characters. */
const candidateCharacters = 1024;

const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

const envelope = v.strictTuple([
  whole(0xff),
  whole(0xffffffff),
  v.union([
    v.strictObject({ offer: v.string() }),
    v.strictObject({ answer: v.string() }),
    v.strictObject({
      candidate: v.object({
        candidate: v.pipe(v.string(), v.maxLength(candidateCharacters)),
        mid: v.pipe(v.string(), v.maxLength(3)),
      }),
    }),
  ]),
]);

/** Undefined for anything else. */
export function parseSignalEnvelope(args: readonly unknown[]): SignalEnvelope | undefined {
  const result = v.safeParse(envelope, args);
  if (!result.success) return undefined;
  const [to, attempt, sent] = result.output;
  const signal = "candidate" in sent ? sent : withCleanDescription(sent);
  return signal && { to, attempt, signal };
}

function withCleanDescription(sent: { offer: string } | { answer: string }): Signal | undefined {
  try {
    return "offer" in sent
      ? { offer: dataChannelDescription(sent.offer) }
      : { answer: dataChannelDescription(sent.answer) };
  } catch (error) {
    if (error instanceof MalformedDescription) return undefined;
    throw error;
  }
}
