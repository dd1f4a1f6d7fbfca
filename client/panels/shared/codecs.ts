/** What codecs are called. */
import type { CodecName } from "#protocol";

export const codecLabels: Readonly<Record<CodecName, string>> = {
  binary: "Binary",
  json: "JSON",
  msgpack: "MessagePack",
  protobuf: "protobuf",
};
