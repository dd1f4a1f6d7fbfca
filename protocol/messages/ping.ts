/** The sender's clock in ms; the answer is a pong. */
import { defineMessage } from "../schema/define-message.ts";
import { float } from "../schema/fields.ts";

export const ping = defineMessage({
  kind: "ping",
  code: 4,
  from: "client",
  delivery: "unreliable",
  sessionReliable: false,
  traced: false,
  maxBytes: 8,
  maxFieldCodecBytes: 0,
  schema: float(),
});
