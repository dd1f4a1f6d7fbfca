export { BitReader, BitWriter } from "./bits.ts";
export { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
export { Channel } from "./channel/channel.ts";
export type { ChannelLink, ChannelOptions, InboundMessage } from "./channel/channel-link.ts";
export { Ledger } from "./channel/ledger.ts";
export type { Counts } from "./channel/ledger.ts";
export { binaryCodec } from "./codecs/binary-codec.ts";
export type { Codec, Codecs, EncodedSnapshot } from "./codecs/codec.ts";
export { codecNames } from "./codecs/codec-names.ts";
export type { CodecName } from "./codecs/codec-names.ts";
export { loadCodec } from "./codecs/load-codec.ts";
export { contextBytes, decodeEnvelope, encodeEnvelope, headerBytes } from "./envelope.ts";
export type { Envelope } from "./envelope.ts";
export { maxChatCharacters, roomSeat, seats } from "./field-limits.ts";
export { kindInfo, kindOf, kinds } from "./kinds.ts";
export type { Kind, Messages, PlainKind } from "./kinds.ts";
// One definition a message, with the types of its values.
export * from "./messages/index.ts";
export {
  decodeSnapshot,
  encodeSnapshot,
  UnknownBaseline,
} from "./messages/snapshot-layout/snapshot-layout.ts";
export type { Delivery, KindInfo } from "./schema/define-message.ts";
export { attribute, linkTo, noSpans, noTracing } from "./tracing.ts";
export type {
  MessageInfo,
  MessageTracer,
  SpanLink,
  SpanRecord,
  SpanRecorder,
  TraceContext,
} from "./tracing.ts";
export { characterCount } from "./utf8.ts";
export { protocolVersion } from "./version.ts";
