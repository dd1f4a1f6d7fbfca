/** Any message, over its full legal range, for the property tests of this folder; and bytes written out by hand. */
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import type { EventContext, Input, PulseSpawn, Snapshot, WireCommand } from "../index.ts";
import type { OwnShip, RemoteShip, TraceContext, WireEvent } from "../index.ts";
import { fieldsOfSnapshot, kinds, messages } from "../index.ts";
import { arbitraryMessage, arbitraryOf } from "../schema/arbitrary.suite.ts";
import type { MessageDefinition } from "../schema/define-message.ts";
import type { Field } from "../schema/field.ts";

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));

const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8").replaceAll(/\s/g, "");
/** Whether SPEC.md has these bytes. */
export const isInSpec = (bytes: Uint8Array): boolean => spec.includes(hexOf(bytes));

/** Fields written out as bits, spaces between them, padded with zeros: a layout worked out by hand. */
export function bitsAsBytes(fields: string): Uint8Array {
  const bits = fields.replaceAll(/\s/g, "");
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0").match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}

const upTo = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 0, max }), fc.constantFrom(0, max));
export const u32 = upTo(0xffffffff);

/** The generator of a field inside a message, whatever rules it has: `fieldIn(snapshot, "ships")` is that of one ship. */
function fieldIn<T>(field: Field, ...path: readonly string[]): fc.Arbitrary<T> {
  const inner = path.reduce<Field>((outer, name) => {
    const found = outer.type === "record" && outer.fields.find((each) => each.name === name);
    if (!found) throw new TypeError(`no field ${name}`);
    if (found.field.type === "list") return found.field.item;
    return found.field.type === "maybe" ? found.field.field : found.field;
  }, field);
  return arbitraryOf({ ...inner, rules: [] }) as fc.Arbitrary<T>;
}

/** Controls often stay as they were: the layout writes repeats in one bit. */
const input: fc.Arbitrary<Input> = fc
  .tuple(arbitraryMessage(kinds.input), fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }))
  .map(([message, repeats]) => {
    const commands: WireCommand[] = [];
    for (const [index, command] of message.commands.entries()) {
      const before = repeats[index] ? commands.at(-1) : undefined;
      commands.push({ ...command, ...before, viewTick16: command.viewTick16 });
    }
    return { ...message, commands };
  });

const { field } = kinds.snapshot;
export const ownShip = fieldIn<OwnShip>(field, "own");
export const traceContext = fieldIn<TraceContext>(field, "contexts", "context");
const remoteShip = fieldIn<RemoteShip>(field, "ships").map((ship) => ({
  ...ship,
  deadReckoningX: 0,
  deadReckoningY: 0,
  deadReckoningTicks: 0,
}));
const recent = (tick: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.max(0, tick - 40), max: tick });
const spawnOf = (tick: number): fc.Arbitrary<PulseSpawn> =>
  fc
    .tuple(fieldIn<PulseSpawn>(field, "spawns"), recent(tick))
    .map(([spawn, spawnTick]) => ({ ...spawn, spawnTick }));
/** Where nobody shot, there is neither a shooter nor a pulse. */
const eventFields = fieldIn<WireEvent>(field, "events").map((event) =>
  event.type === "hit" || event.type === "burst" ? event : { ...event, by: event.ship, counter: 0 },
);
const eventOf = (tick: number): fc.Arbitrary<WireEvent> =>
  fc.tuple(eventFields, recent(tick)).map(([event, at]) => ({ ...event, tick: at }));
const contextsOf = (spawns: number, events: number): fc.Arbitrary<EventContext[]> => {
  const to = (of: "spawn" | "event", count: number): fc.Arbitrary<EventContext>[] =>
    count === 0
      ? []
      : [fc.record({ of: fc.constant(of), index: fc.nat(count - 1), context: traceContext })];
  const any = [...to("spawn", spawns), ...to("event", events)];
  return any.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...any), { maxLength: 3 });
};

/** A snapshot of `tick` as the server makes one, before it is encoded: of anything, related to nothing before it. */
export const snapshotOf = (tick: number): fc.Arbitrary<Snapshot> =>
  fc
    .tuple(
      fc.array(spawnOf(tick), { maxLength: 6 }),
      fc.array(eventOf(tick), { maxLength: 4 }),
      fc.uniqueArray(remoteShip, { selector: (ship) => ship.seat, maxLength: 16 }),
    )
    .chain(([spawns, events, ships]) =>
      fc.record({
        tick: fc.constant(tick),
        baselineTick: fc.constant(0),
        tickLateTenthMs: fieldIn<number>(field, "tickLateTenthMs"),
        skippedUnacked: fieldIn<number>(field, "skippedUnacked"),
        skippedLinkFull: fieldIn<number>(field, "skippedLinkFull"),
        lead: fieldIn<number>(field, "lead"),
        hadCommand: fc.boolean(),
        round: fieldIn<Snapshot["round"]>(field, "round"),
        own: fc.option(ownShip, { nil: undefined }),
        ships: fc.constant(ships.toSorted((a, b) => a.seat - b.seat)),
        spawns: fc.constant(spawns),
        events: fc.constant(events),
        contexts: contextsOf(spawns.length, events.length),
      }),
    );

/** Generators for the kinds with a layout of their own; the others follow from their schemas. */
const ownGenerators: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  input,
  // A complete one, of nothing but its fields.
  snapshot: snapshotOf(9).map(fieldsOfSnapshot),
};

/** Every definition, with a generator of any of its messages. */
export const generated: readonly (readonly [MessageDefinition, fc.Arbitrary<unknown>])[] =
  messages.map((each) => {
    const definition = each as unknown as MessageDefinition;
    return [definition, ownGenerators[each.kind] ?? arbitraryMessage(definition)];
  });
