/** The number of the last session-reliable message that the sender received. */
import { defineMessage } from "../schema/define-message.ts";
import { whole } from "../schema/fields.ts";
import { maxU32 } from "../field-limits.ts";

export const ack = defineMessage({
  kind: "ack",
  code: 3,
  from: "both",
  delivery: "reliable-ordered",
  sessionReliable: false,
  traced: false,
  maxBytes: 8,
  maxFieldCodecBytes: 0,
  schema: whole(0, maxU32),
});
