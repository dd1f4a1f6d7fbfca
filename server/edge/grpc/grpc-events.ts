/** Messages of the room as events of `Game`. A message that is not listed here has no event there. */
import { chatLine, killed, type Messages, type PlainKind, roster } from "#protocol";
import type { Message } from "../../room/room-port.ts";
import type { OrderedEvent } from "./send-queue.ts";

type ToEvent = (value: unknown) => OrderedEvent;

const form = <K extends PlainKind>(
  { kind }: { readonly kind: K },
  toEvent: (value: Messages[K]) => OrderedEvent,
): [PlainKind, ToEvent] => [kind, (value) => toEvent(value as Messages[K])];

const forms = new Map([
  form(chatLine, (value) => ({ case: "chatLine", value })),
  form(killed, (value) => ({ case: "killed", value })),
  form(roster, (players) => ({ case: "roster", value: { players: [...players] } })),
]);

export const grpcEventOf = ({ kind, value }: Message): OrderedEvent | undefined =>
  forms.get(kind)?.(value);
