/** A ship was destroyed by another; for the kill feed. */
import { defineMessage } from "../schema/define-message.ts";
import { record, type ValueOf, whole } from "../schema/fields.ts";
import { maxU32, seats } from "../field-limits.ts";

const schema = record("Killed", {
  tick: whole(0, maxU32),
  killer: whole(0, seats - 1),
  victim: whole(0, seats - 1),
});
export type Killed = ValueOf<typeof schema>;

export const killed = defineMessage({
  kind: "killed",
  code: 28,
  from: "server",
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
  maxBytes: 16,
  maxFieldCodecBytes: 64,
  schema,
});
