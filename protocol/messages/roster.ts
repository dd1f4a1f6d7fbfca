/** All players of the room, with transport and score; sent whole when it changes. */
import { defineMessage } from "../schema/define-message.ts";
import { flag, listBy, record, text, type ValueOf, whole } from "../schema/fields.ts";
import { maxU16, nameBytes, seats, transportBytes } from "../field-limits.ts";

const row = record("RosterRow", {
  seat: whole(0, seats - 1),
  bot: flag(),
  /** A score above 65535 is sent as 65535. */
  score: whole(0, maxU16),
  kills: whole(0, maxU16),
  deaths: whole(0, maxU16),
  name: text({ maxBytes: nameBytes }),
  transport: text({ maxBytes: transportBytes }),
});
export type RosterRow = ValueOf<typeof row>;

export const roster = defineMessage({
  kind: "roster",
  code: 27,
  from: "server",
  delivery: "reliable-ordered",
  sessionReliable: true,
  traced: true,
  maxBytes: 4096,
  maxFieldCodecBytes: 16 * 1024,
  schema: listBy("seat", row, seats),
  asSent: (rows) => rows.map((each) => ({ ...each, score: Math.min(each.score, maxU16) })),
});
