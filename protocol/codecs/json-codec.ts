/** Messages as JSON (RFC 8259). */
import { MalformedMessage } from "../bytes.ts";
import { utf8Bytes, utf8Text } from "../utf8.ts";
import { fieldCodec } from "./field-codec.ts";

export const jsonCodec = fieldCodec("json", {
  encode: (_, value) => utf8Bytes(JSON.stringify(value)),
  decode(_, body) {
    const text = utf8Text(body);
    if (text === undefined) throw new MalformedMessage("JSON that is not UTF-8");
    return JSON.parse(text) as unknown;
  },
});
