/** By their numbers in the envelope and in hello. */
export const codecNames = ["binary", "json", "msgpack", "protobuf"] as const;
export type CodecName = (typeof codecNames)[number];
