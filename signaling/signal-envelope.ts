/**
 * Reads what a browser says to be carried to another one. Nothing of it is passed on but the fields named here, and of a
 * description what a data channel needs: addresses go as candidates, which are counted.
 */
import { dataChannelDescription, MalformedDescription, type Signal } from "#transport";

export interface SignalEnvelope {
  /** Seat of whom it is for. */
  readonly to: number;
  /** Which attempt of the two it belongs to; they number them. */
  readonly attempt: number;
  readonly signal: Signal;
}

/** As Chromium writes them they take up to 200 characters. */
const candidateCharacters = 1024;

/** Undefined for anything else than a letter. */
export function parseSignalEnvelope(args: readonly unknown[]): SignalEnvelope | undefined {
  const [to, attempt, said] = args;
  if (args.length !== 3 || !isWhole(to, 0xff) || !isWhole(attempt, 0xffffffff)) return undefined;
  const signal = parseSignal(said);
  return signal && { to, attempt, signal };
}

function parseSignal(said: unknown): Signal | undefined {
  if (!isRecord(said) || Object.keys(said).length !== 1) return undefined;
  const { offer, answer, candidate } = said;
  if (typeof offer === "string") return signalWithDescription(offer, (sdp) => ({ offer: sdp }));
  if (typeof answer === "string") return signalWithDescription(answer, (sdp) => ({ answer: sdp }));
  if (!isRecord(candidate)) return undefined;
  const { candidate: line, mid } = candidate;
  if (typeof line !== "string" || line.length > candidateCharacters) return undefined;
  if (typeof mid !== "string" || mid.length > 3) return undefined;
  return { candidate: { candidate: line, mid } };
}

function signalWithDescription(sdp: string, toSignal: (sdp: string) => Signal): Signal | undefined {
  try {
    return toSignal(dataChannelDescription(sdp));
  } catch (error) {
    if (error instanceof MalformedDescription) return undefined;
    throw error;
  }
}

const isWhole = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
