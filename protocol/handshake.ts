/**
 * The first words on a link.
 *
 * hello:   version u16 | flags u8 (1: tracing, bits 1-2: codec) | received u32 | credential text
 *          `received` is the number of the last kept message heard in this session, 0 in a new one. The codec is what
 *          both ends speak from now on. Versions may change whatever stands behind the version, but have kept this
 *          layout so far, so that a page that is out of date is told so.
 * welcome: version u16 | seat u8 | tick rate u8 | flags u8 (1: resumed) | tick u32 | tickZeroMs f64 | nowMs f64 |
 *          received u32 | session text | key text | room text | name text
 *          The ticket of a join is spent by its hello; `key` is the right to open this session's later links.
 */
import { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
import { type CodecName, codecNames } from "./codec.ts";
import { nameBytes, seats } from "./field-limits.ts";

export const protocolVersion = 5;
const credentialBytes = 64;
const roomBytes = 64;
const minTickRateHz = 10;
const maxTickRateHz = 60;

export interface Hello {
  readonly version: number;
  readonly tracing: boolean;
  readonly codec: CodecName;
  readonly received: number;
  readonly credential: string;
}

export interface Welcome {
  readonly version: number;
  readonly seat: number;
  readonly tickRateHz: number;
  readonly resumed: boolean;
  readonly tick: number;
  /** Server time of tick 0, ms since the epoch, as the schedule wants it: tick t is due at tickZeroMs + t * step. */
  readonly tickZeroMs: number;
  readonly nowMs: number;
  readonly received: number;
  readonly session: string;
  readonly key: string;
  readonly room: string;
  /** The name the room gave: two players of one name are told apart. */
  readonly name: string;
}

export function encodeHello(hello: Hello): Uint8Array {
  return new ByteWriter()
    .u16(hello.version)
    .u8((hello.tracing ? 1 : 0) | (codecNames.indexOf(hello.codec) << 1))
    .u32(hello.received)
    .text(hello.credential, credentialBytes)
    .finish();
}

export function decodeHello(body: Uint8Array): Hello {
  const reader = new ByteReader(body);
  const version = reader.u16();
  const flags = reader.u8();
  const codec = codecNames[flags >> 1];
  if (!codec) throw new MalformedMessage(`hello flags ${flags}`);
  const hello = {
    version,
    tracing: (flags & 1) === 1,
    codec,
    received: reader.u32(),
    credential: reader.text(credentialBytes),
  };
  reader.end();
  return hello;
}

const isTickRate = (hz: number): boolean => hz >= minTickRateHz && hz <= maxTickRateHz;

export function encodeWelcome(welcome: Welcome): Uint8Array {
  if (welcome.seat >= seats || !isTickRate(welcome.tickRateHz))
    throw new RangeError(`seat ${welcome.seat} at ${welcome.tickRateHz} Hz cannot be said`);
  return new ByteWriter(160)
    .u16(welcome.version)
    .u8(welcome.seat)
    .u8(welcome.tickRateHz)
    .u8(welcome.resumed ? 1 : 0)
    .u32(welcome.tick)
    .f64(welcome.tickZeroMs)
    .f64(welcome.nowMs)
    .u32(welcome.received)
    .text(welcome.session, credentialBytes)
    .text(welcome.key, credentialBytes)
    .text(welcome.room, roomBytes)
    .text(welcome.name, nameBytes)
    .finish();
}

export function decodeWelcome(body: Uint8Array): Welcome {
  const reader = new ByteReader(body);
  const version = reader.u16();
  const seat = reader.u8();
  if (seat >= seats) throw new MalformedMessage(`seat ${seat}, at most ${seats - 1}`);
  const tickRateHz = reader.u8();
  if (!isTickRate(tickRateHz))
    throw new MalformedMessage(`tick rate ${tickRateHz}, 10 to 60 allowed`);
  const flags = reader.u8();
  if (flags > 1) throw new MalformedMessage(`welcome flags ${flags}`);
  const welcome = {
    version,
    seat,
    tickRateHz,
    resumed: flags === 1,
    tick: reader.u32(),
    tickZeroMs: reader.f64(),
    nowMs: reader.f64(),
    received: reader.u32(),
    session: reader.text(credentialBytes),
    key: reader.text(credentialBytes),
    room: reader.text(roomBytes),
    name: reader.text(nameBytes),
  };
  reader.end();
  return welcome;
}
