/** The server's answer to a hello: the player's seat, the clock, and the key that opens later links of this session. */
import { defineMessage } from "../schema/define-message.ts";
import { flag, float, record, text, type ValueOf, whole } from "../schema/fields.ts";
import { credentialBytes, maxU16, maxU32, nameBytes, roomBytes, seats } from "../field-limits.ts";

const schema = record("Welcome", {
  version: whole(0, maxU16),
  seat: whole(0, seats - 1),
  tickRateHz: whole(10, 60),
  /** False for a new session. */
  resumed: flag(),
  tick: whole(0, maxU32),
  /** Server time of tick 0 by schedule, in ms since the epoch: tick t is due at tickZeroMs + t * step. */
  tickZeroMs: float(),
  nowMs: float(),
  /** Number of the last session-reliable message received. */
  received: whole(0, maxU32),
  session: text({ maxBytes: credentialBytes }),
  /** The ticket of the hello is spent; this opens the later links of the session. */
  key: text({ maxBytes: credentialBytes }),
  room: text({ maxBytes: roomBytes }),
  /** The name that the room gave: it is unique in the room. */
  name: text({ maxBytes: nameBytes }),
});
export type Welcome = ValueOf<typeof schema>;

export const welcome = defineMessage({
  kind: "welcome",
  code: 2,
  from: "server",
  delivery: "reliable-ordered",
  sessionReliable: false,
  traced: false,
  maxBytes: 512,
  maxFieldCodecBytes: 0,
  schema,
});
