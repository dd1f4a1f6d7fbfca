/** A line of chat, with its author's seat, to everybody in the room. */
import { defineMessage } from "../schema/define-message.ts";
import { record, text, type ValueOf, wholeOf } from "../schema/fields.ts";
import { chatLimits, roomSeat, seats } from "../field-limits.ts";

const schema = record("ChatLine", {
  /** 255 when the room itself is the author. */
  seat: wholeOf([0, seats - 1], [roomSeat, roomSeat]),
  text: text(chatLimits),
});
export type ChatLine = ValueOf<typeof schema>;

export const chatLine = defineMessage({
  kind: "chat-line",
  code: 26,
  from: "server",
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
  maxBytes: 2048,
  maxFieldCodecBytes: 2560,
  schema,
});
