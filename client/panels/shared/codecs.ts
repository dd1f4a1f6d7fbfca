/** The names of the codecs for players. */
import type { CodecName } from "#protocol";

export const codecLabels: Readonly<Record<CodecName, string>> = {
  binary: "Binary",
  json: "JSON",
  msgpack: "MessagePack",
  protobuf: "protobuf",
};
