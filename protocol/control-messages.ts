/**
 * The small messages.
 *
 * ack:      received u32
 * ping:     t0 f64, the sender's clock in ms
 * pong:     t0 f64 | t1 f64 | t2 f64, t1 and t2 in server time (RFC 5905 §8)
 * client-options: bits u8 (1: lag compensation, 2: ack clock)
 * chat:     text
 * chat-line: seat u8 (255: the room itself) | text
 * killed:   tick u32 | killer u8 | victim u8
 * roster:   count u8 | per player: seat u8, flags u8 (1: bot), score u16, kills u16, deaths u16, name text, transport text
 */
import { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
import { chatBytes, maxChatCharacters, maxU16, nameBytes, seats } from "./field-limits.ts";
import { roomSeat, transportBytes } from "./field-limits.ts";
import { characterCount } from "./utf8.ts";

export interface Pong {
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
}
export interface ClientOptions {
  readonly lagCompensation: boolean;
  readonly ackClock: boolean;
}
export interface ChatLine {
  /** 255 when the room itself speaks. */
  readonly seat: number;
  readonly text: string;
}
export interface Killed {
  readonly tick: number;
  readonly killer: number;
  readonly victim: number;
}
export interface RosterRow {
  readonly seat: number;
  readonly bot: boolean;
  readonly score: number;
  readonly kills: number;
  readonly deaths: number;
  readonly name: string;
  readonly transport: string;
}

function decodeWhole<T>(body: Uint8Array, read: (reader: ByteReader) => T): T {
  const reader = new ByteReader(body);
  const value = read(reader);
  reader.end();
  return value;
}

const isSeat = (seat: number): boolean => seat >= 0 && seat < seats;

function readSeat(reader: ByteReader): number {
  const seat = reader.u8();
  if (!isSeat(seat)) throw new MalformedMessage(`seat ${seat}, at most ${seats - 1}`);
  return seat;
}

function assertSeat(seat: number): number {
  if (!isSeat(seat)) throw new RangeError(`seat ${seat}, at most ${seats - 1}`);
  return seat;
}

export const encodeAck = (received: number): Uint8Array => new ByteWriter(4).u32(received).finish();
export const decodeAck = (body: Uint8Array): number => decodeWhole(body, (reader) => reader.u32());

export const encodePing = (t0: number): Uint8Array => new ByteWriter(8).f64(t0).finish();
export const decodePing = (body: Uint8Array): number => decodeWhole(body, (reader) => reader.f64());

export const encodePong = (pong: Pong): Uint8Array =>
  new ByteWriter(24).f64(pong.t0).f64(pong.t1).f64(pong.t2).finish();
export const decodePong = (body: Uint8Array): Pong =>
  decodeWhole(body, (reader) => ({ t0: reader.f64(), t1: reader.f64(), t2: reader.f64() }));

export const encodeClientOptions = (options: ClientOptions): Uint8Array =>
  new ByteWriter(1).u8((options.lagCompensation ? 1 : 0) | (options.ackClock ? 2 : 0)).finish();
export const decodeClientOptions = (body: Uint8Array): ClientOptions =>
  decodeWhole(body, (reader) => {
    const bits = reader.u8();
    if (bits > 3) throw new MalformedMessage(`switches ${bits}`);
    return { lagCompensation: (bits & 1) !== 0, ackClock: (bits & 2) !== 0 };
  });

export const fitsChat = (text: string): boolean => characterCount(text) <= maxChatCharacters;
export const chatTooLong = `a chat line of more than ${maxChatCharacters} characters`;

function writeChat(out: ByteWriter, text: string): Uint8Array {
  if (!fitsChat(text)) throw new RangeError(chatTooLong);
  return out.text(text, chatBytes).finish();
}
function readChat(reader: ByteReader): string {
  const text = reader.text(chatBytes);
  if (!fitsChat(text)) throw new MalformedMessage(chatTooLong);
  return text;
}

export const encodeChat = (text: string): Uint8Array => writeChat(new ByteWriter(), text);
export const decodeChat = (body: Uint8Array): string => decodeWhole(body, readChat);

export const encodeChatLine = (line: ChatLine): Uint8Array =>
  writeChat(
    new ByteWriter().u8(line.seat === roomSeat ? roomSeat : assertSeat(line.seat)),
    line.text,
  );
export const decodeChatLine = (body: Uint8Array): ChatLine =>
  decodeWhole(body, (reader) => {
    const seat = reader.u8();
    if (!isSeat(seat) && seat !== roomSeat) throw new MalformedMessage(`said from seat ${seat}`);
    return { seat, text: readChat(reader) };
  });

export const encodeKilled = (killed: Killed): Uint8Array =>
  new ByteWriter(6)
    .u32(killed.tick)
    .u8(assertSeat(killed.killer))
    .u8(assertSeat(killed.victim))
    .finish();
export const decodeKilled = (body: Uint8Array): Killed =>
  decodeWhole(body, (reader) => ({
    tick: reader.u32(),
    killer: readSeat(reader),
    victim: readSeat(reader),
  }));

/** A score above the field's 65535 is shown as that. */
export const clampedScore = (score: number): number => Math.min(score, maxU16);

export function encodeRoster(rows: readonly RosterRow[]): Uint8Array {
  if (haveDuplicateSeats(rows)) throw new RangeError("two players in one seat");
  const out = new ByteWriter(512).u8(rows.length);
  for (const row of rows) {
    out
      .u8(assertSeat(row.seat))
      .u8(row.bot ? 1 : 0)
      .u16(clampedScore(row.score))
      .u16(row.kills)
      .u16(row.deaths);
    out.text(row.name, nameBytes).text(row.transport, transportBytes);
  }
  return out.finish();
}
export function decodeRoster(body: Uint8Array): RosterRow[] {
  return decodeWhole(body, (reader) => {
    const count = reader.u8();
    if (count > seats) throw new MalformedMessage(`${count} players, at most ${seats}`);
    const rows = Array.from({ length: count }, () => readRow(reader));
    if (haveDuplicateSeats(rows)) throw new MalformedMessage("two players in one seat");
    return rows;
  });
}

function readRow(reader: ByteReader): RosterRow {
  const seat = readSeat(reader);
  const flags = reader.u8();
  if (flags > 1) throw new MalformedMessage(`roster flags ${flags}`);
  return {
    seat,
    bot: flags === 1,
    score: reader.u16(),
    kills: reader.u16(),
    deaths: reader.u16(),
    name: reader.text(nameBytes),
    transport: reader.text(transportBytes),
  };
}

export const haveDuplicateSeats = (rows: readonly RosterRow[]): boolean =>
  new Set(rows.map((row) => row.seat)).size !== rows.length;
