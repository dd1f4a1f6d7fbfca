/** A chat text, from the player who wrote it. */
import { defineMessage } from "../schema/define-message.ts";
import { text } from "../schema/fields.ts";
import { chatLimits } from "../field-limits.ts";

export const chat = defineMessage({
  kind: "chat",
  code: 25,
  from: "client",
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
  maxBytes: 1024,
  maxFieldCodecBytes: 2560,
  schema: text(chatLimits),
});
