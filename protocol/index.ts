export { BitReader, BitWriter } from "./bits.ts";
export { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
export { Channel } from "./channel.ts";
export type { ChannelLink, ChannelOptions, InboundMessage } from "./channel-link.ts";
export { codecNames } from "./codec.ts";
export type { Codec, CodecName, Codecs, EncodedSnapshot, Messages, PlainKind } from "./codec.ts";
export { binaryCodec } from "./binary-codec.ts";
export { loadCodec } from "./load-codec.ts";
export { contextBytes, headerBytes, decodeEnvelope, encodeEnvelope } from "./envelope.ts";
export type { Envelope } from "./envelope.ts";
export {
  decodeHello,
  decodeWelcome,
  encodeHello,
  encodeWelcome,
  protocolVersion,
} from "./handshake.ts";
export type { Hello, Welcome } from "./handshake.ts";
export { commandsPerInput, decodeInput, encodeInput } from "./input.ts";
export type { Input, WireCommand } from "./input.ts";
export { maxChatCharacters, roomSeat, seats } from "./field-limits.ts";
export { characterCount } from "./utf8.ts";
export { Ledger } from "./ledger.ts";
export type { Counts } from "./ledger.ts";
export { kindInfo, kindOf, kinds } from "./message-kinds.ts";
export type { Delivery, Kind, KindInfo } from "./message-kinds.ts";
export type {
  EventContext,
  PulseSpawn,
  OwnShip,
  RemoteShip,
  Snapshot,
  WireEvent,
  WireRound,
} from "./snapshot.ts";
export { decodeSnapshot, encodeSnapshot, UnknownBaseline } from "./snapshot-codec.ts";
export { attribute, linkTo, noSpans, noTracing } from "./tracing.ts";
export type {
  MessageInfo,
  MessageTracer,
  SpanLink,
  SpanRecord,
  SpanRecorder,
  TraceContext,
} from "./tracing.ts";
export {
  decodeAck,
  decodeKilled,
  decodePing,
  decodePong,
  decodeRoster,
  decodeChatLine,
  decodeChat,
  decodeClientOptions,
  encodeAck,
  encodeKilled,
  encodePing,
  encodePong,
  encodeRoster,
  encodeChatLine,
  encodeChat,
  encodeClientOptions,
} from "./control-messages.ts";
export type { Killed, Pong, RosterRow, ChatLine, ClientOptions } from "./control-messages.ts";
