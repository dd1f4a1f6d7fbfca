/** The player's settings that the server obeys. */
import { defineMessage } from "../schema/define-message.ts";
import { flag, record, type ValueOf } from "../schema/fields.ts";

const schema = record("ClientOptions", { lagCompensation: flag(), ackClock: flag() });
export type ClientOptions = ValueOf<typeof schema>;

export const clientOptions = defineMessage({
  kind: "client-options",
  code: 24,
  from: "client",
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
  maxBytes: 8,
  maxFieldCodecBytes: 64,
  schema,
});
