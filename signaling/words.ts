/**
 * Reads what a browser says to be carried to another one. Nothing of it is passed on but the fields named here, and of a
 * description what a data channel needs: addresses go as candidates, which are counted.
 */
import { dataChannelDescription, MalformedDescription, type Word } from "#transport";

export interface Letter {
  /** Seat of whom it is for. */
  readonly to: number;
  /** Which attempt of the two it belongs to; they number them. */
  readonly call: number;
  readonly word: Word;
}

/** As Chromium writes them they take up to 200 characters. */
const candidateCharacters = 1024;

/** Undefined for anything else than a letter. */
export function letterIn(args: readonly unknown[]): Letter | undefined {
  const [to, call, said] = args;
  if (args.length !== 3 || !isWhole(to, 0xff) || !isWhole(call, 0xffffffff)) return undefined;
  const word = wordIn(said);
  return word && { to, call, word };
}

function wordIn(said: unknown): Word | undefined {
  if (!isRecord(said) || Object.keys(said).length !== 1) return undefined;
  const { offer, answer, candidate } = said;
  if (typeof offer === "string") return described(offer, (sdp) => ({ offer: sdp }));
  if (typeof answer === "string") return described(answer, (sdp) => ({ answer: sdp }));
  if (!isRecord(candidate)) return undefined;
  const { candidate: line, mid } = candidate;
  if (typeof line !== "string" || line.length > candidateCharacters) return undefined;
  if (typeof mid !== "string" || mid.length > 3) return undefined;
  return { candidate: { candidate: line, mid } };
}

function described(sdp: string, wordOf: (sdp: string) => Word): Word | undefined {
  try {
    return wordOf(dataChannelDescription(sdp));
  } catch (error) {
    if (error instanceof MalformedDescription) return undefined;
    throw error;
  }
}

const isWhole = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
