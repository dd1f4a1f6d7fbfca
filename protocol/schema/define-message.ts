/** A message kind in one place: its code, direction, delivery, limits and schema; the rest follows from the schema. */
import { bytesOfValue, valueOfBytes } from "./byte-layout.ts";
import type { Field } from "./field.ts";
import type { Schema, ValueOf } from "./fields.ts";
import { outboundCopyOf } from "./outbound.ts";
import { validInbound } from "./validate.ts";

/** Mirrors the deliveries of a link; chosen once per kind, never at the call. */
export type Delivery = "unreliable" | "unreliable-sequenced" | "reliable-ordered";

export interface KindInfo {
  /** The first byte of every envelope of this kind. */
  readonly code: number;
  readonly from: "client" | "server" | "both";
  readonly delivery: Delivery;
  /** Numbered without gaps in the session, acknowledged, and sent again after a swap until it is. */
  readonly sessionReliable: boolean;
  /** False for the housekeeping that tracing and the clock themselves need. */
  readonly traced: boolean;
  /** Longest body in bytes that a receiver accepts in the binary codec. */
  readonly maxBytes: number;
  /** Longest body in the codecs that send every field; 0 for a kind that is binary whatever codec the session has. */
  readonly maxFieldCodecBytes: number;
}

interface MessageSpec<K extends string, S extends Schema, M extends number, T> extends KindInfo {
  /** The name of its file in messages/. */
  readonly kind: K;
  readonly schema: S;
  readonly maxFieldCodecBytes: M;
  /** The fields of a message as they are sent: values beyond their field become the nearest that fit. */
  readonly asSent?: (message: T) => ValueOf<S>;
  /** The message of fields that were received, where it is more than they are. */
  readonly asReceived?: (fields: ValueOf<S>) => T;
  /** A binary layout made by hand, where that of byte-layout.ts is too long. Both functions check all that the schema does. */
  readonly layout?: Layout<T>;
}

export interface Layout<T> {
  /** @throws RangeError */
  readonly encode: (message: T) => Uint8Array;
  /** @throws MalformedMessage */
  readonly decode: (body: Uint8Array) => T;
}

export interface MessageDefinition<
  K extends string = string,
  T = unknown,
  M extends number = number,
>
  extends KindInfo, Layout<T> {
  readonly kind: K;
  readonly maxFieldCodecBytes: M;
  readonly schema: Schema;
  /** What the schema is made of. */
  readonly field: Field;
  /** The value that a codec writes: valid, and with the fields of the schema alone. @throws RangeError */
  readonly toFields: (message: T) => unknown;
  /** The message of a value that a codec read. @throws MalformedMessage */
  readonly fromFields: (value: unknown) => T;
}

export function defineMessage<
  const K extends string,
  S extends Schema,
  const M extends number,
  T = ValueOf<S>,
>(spec: MessageSpec<K, S, M, T>): MessageDefinition<K, T, M> {
  const { schema, asSent, asReceived, layout, ...info } = spec;
  const { field } = schema;
  const outbound = outboundCopyOf(field);
  const toFields = (message: T): unknown => outbound(asSent ? asSent(message) : message);
  const fromFields = (value: unknown): T => {
    const fields = validInbound(schema, value) as ValueOf<S>;
    return asReceived ? asReceived(fields) : (fields as T);
  };
  const encode = (message: T): Uint8Array => bytesOfValue(field, toFields(message));
  const decode = (body: Uint8Array): T => fromFields(valueOfBytes(field, body));
  return { ...info, schema, field, toFields, fromFields, encode, decode, ...layout };
}
