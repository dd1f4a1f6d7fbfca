/** The answer to a ping, for clock synchronisation (RFC 5905 §8). */
import { defineMessage } from "../schema/define-message.ts";
import { float, record, type ValueOf } from "../schema/fields.ts";

const schema = record("Pong", {
  /** As in the ping, by the clock of the browser in ms. */
  t0: float(),
  /** When the ping was received and when this was sent, in server time in ms. */
  t1: float(),
  t2: float(),
});
export type Pong = ValueOf<typeof schema>;

export const pong = defineMessage({
  kind: "pong",
  code: 5,
  from: "server",
  delivery: "unreliable",
  sessionReliable: false,
  traced: false,
  maxBytes: 24,
  maxFieldCodecBytes: 0,
  schema,
});
