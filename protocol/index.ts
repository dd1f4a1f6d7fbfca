export { BitReader, BitWriter } from "./bits.ts";
export { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
export { Conversation } from "./conversation.ts";
export type { Carrier, ConversationOptions, Heard } from "./carrier.ts";
export { codecNames } from "./codec.ts";
export type { Codec, CodecName, Codecs, EncodedSnapshot, Messages, PlainKind } from "./codec.ts";
export { binaryCodec } from "./binary-codec.ts";
export { loadCodec } from "./codecs.ts";
export { contextBytes, headerBytes, open, seal } from "./envelope.ts";
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
export { maxChatCharacters, seats } from "./ranges.ts";
export { characterCount } from "./utf8.ts";
export { Ledger } from "./ledger.ts";
export type { Counts } from "./ledger.ts";
export { factsOf, kindOf, kinds } from "./messages.ts";
export type { Delivery, Kind, KindFacts } from "./messages.ts";
export type {
  ActContext,
  Birth,
  OwnShip,
  RemoteShip,
  Snapshot,
  WireAct,
  WireRound,
} from "./snapshot.ts";
export { decodeSnapshot, encodeSnapshot, UnknownBaseline } from "./snapshot-codec.ts";
export { noJourneys, noTracing } from "./tracing.ts";
export type {
  ConsumedInput,
  JourneyTracer,
  MessageFacts,
  MessageTracer,
  SpanTimes,
  TraceContext,
} from "./tracing.ts";
export {
  decodeAck,
  decodeKilled,
  decodePing,
  decodePong,
  decodeRoster,
  decodeSaid,
  decodeSay,
  decodeSwitches,
  encodeAck,
  encodeKilled,
  encodePing,
  encodePong,
  encodeRoster,
  encodeSaid,
  encodeSay,
  encodeSwitches,
} from "./words.ts";
export type { Killed, Pong, RosterRow, Said, Switches } from "./words.ts";
