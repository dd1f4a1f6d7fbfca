/** Loads a codec; a page downloads only those that it uses. */
import { binaryCodec } from "./binary-codec.ts";
import type { Codec } from "./codec.ts";
import type { CodecName } from "./codec-names.ts";

export async function loadCodec(name: CodecName): Promise<Codec> {
  switch (name) {
    case "binary":
      return binaryCodec;
    case "json":
      return (await import("./json-codec.ts")).jsonCodec;
    case "msgpack":
      return (await import("./msgpack-codec.ts")).msgpackCodec;
    case "protobuf":
      return (await import("./protobuf-codec.ts")).protobufCodec;
  }
}
