/**
 * The first message on a link: the browser shows its ticket or session key. Later protocol versions may change all that
 * follows `version`; so far they have kept this layout, so that a page that is out of date learns that it is.
 */
import { codecNames } from "../codecs/codec-names.ts";
import { defineMessage } from "../schema/define-message.ts";
import { choice, flag, record, text, type ValueOf, whole } from "../schema/fields.ts";
import { credentialBytes, maxU16, maxU32 } from "../field-limits.ts";

const schema = record("Hello", {
  version: whole(0, maxU16),
  tracing: flag(),
  /** What both ends encode in from now on. */
  codec: choice("CodecName", codecNames),
  /** Number of the last session-reliable message received in this session; 0 in a new one. */
  received: whole(0, maxU32),
  credential: text({ maxBytes: credentialBytes }),
});
export type Hello = ValueOf<typeof schema>;

export const hello = defineMessage({
  kind: "hello",
  code: 1,
  from: "client",
  delivery: "reliable-ordered",
  sessionReliable: false,
  traced: false,
  maxBytes: 512,
  maxFieldCodecBytes: 0,
  schema,
});
