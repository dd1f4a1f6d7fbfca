/** Messages as MessagePack: JSON's shape, names of fields and all, in fewer bytes. */
import { Packr } from "msgpackr/pack";
import { fieldCodec } from "./field-codec.ts";

/** Plain maps for fields, as any other MessagePack reads them: no records, no references, no native helper. */
const packr = new Packr({
  useRecords: false,
  variableMapSize: true,
  mapsAsObjects: true,
  structuredClone: false,
  encodeUndefinedAsNil: true,
  int64AsType: "number",
});

export const msgpackCodec = fieldCodec("msgpack", {
  // Node's Buffer is a subclass of Uint8Array whose methods differ.
  encode(_, value) {
    const { buffer, byteOffset, byteLength } = packr.pack(value);
    return new Uint8Array(buffer, byteOffset, byteLength);
  },
  decode: (_, body) => packr.unpack(body) as unknown,
});
