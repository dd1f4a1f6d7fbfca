/** Which services have which operations, and in which traces. A search starts here. */
import { grownListBytes, mapBytes, objectBytes } from "./heap.ts";
import { kindName, kindNames, type KindName, type SpanRow } from "./span-row.ts";
import type { Source } from "./source-table.ts";
import { type StoredTrace, TraceList } from "./stored-trace.ts";

export interface Operation {
  readonly service: string;
  readonly name: string;
  readonly kind: KindName;
}

/** All spans of one name in one service, counted by kind, so that an operation is removed with its last span. */
interface OperationEntry {
  readonly traces: TraceList;
  readonly firstSentBy: Source;
  readonly spansOfKind: Map<KindName, number>;
}

interface ServiceEntry {
  readonly traces: TraceList;
  readonly firstSentBy: Source;
  readonly names: Map<string, OperationEntry>;
}

/** A trace with more names than this is found by the first ones: more would take memory in every other trace. */
const maxListsOfTrace = 64;

/** Lists of names are shown in the viewer, and asked for one by one. */
const maxServices = 1000;
const maxNamesOfService = 4096;

/** Heap bytes of a service and of an operation: a list of traces, a map and its entry, and names that no interner may hold any more. */
const listOfTracesBytes = objectBytes(2) + grownListBytes(1);
const serviceBytes = objectBytes(3) + listOfTracesBytes + mapBytes(0) + 44 + 64;
const nameBytes = objectBytes(3) + listOfTracesBytes + mapBytes(1) + 44 + 64;

export class ServiceIndex {
  readonly #services = new Map<string, ServiceEntry>();
  #names = 0;

  get heapBytes(): number {
    return this.#services.size * serviceBytes + this.#names * nameBytes;
  }

  /** Why the span's names are rejected, if there are too many; the server's own never are. */
  rejectionReason({ name, origin }: SpanRow): string | undefined {
    const { source } = origin;
    if (source.isServer) return undefined;
    const service = this.#services.get(origin.service);
    if (service?.names.has(name)) return undefined;
    if (!service && this.#services.size >= maxServices)
      return `more than ${maxServices} names of services`;
    if (service && service.names.size >= maxNamesOfService)
      return `more than ${maxNamesOfService} names of spans in one service`;
    const { maxNewNames } = source.limits;
    return source.newNames + (service ? 1 : 2) > maxNewNames
      ? `more than ${maxNewNames} new names from one sender`
      : undefined;
  }

  add(row: SpanRow, trace: StoredTrace): void {
    const { service: name, source } = row.origin;
    let service = this.#services.get(name);
    if (!service) {
      service = { traces: new TraceList(), firstSentBy: source, names: new Map() };
      source.newNames += 1;
      this.#services.set(name, service);
    }
    let named = service.names.get(row.name);
    if (!named) {
      named = { traces: new TraceList(), firstSentBy: source, spansOfKind: new Map() };
      source.newNames += 1;
      service.names.set(row.name, named);
      this.#names += 1;
    }
    const kind = kindName(row);
    named.spansOfKind.set(kind, (named.spansOfKind.get(kind) ?? 0) + 1);
    list(trace, service.traces);
    list(trace, named.traces);
  }

  remove(row: SpanRow): void {
    const service = this.#services.get(row.origin.service);
    const named = service?.names.get(row.name);
    if (!service || !named) return;
    const kind = kindName(row);
    const left = (named.spansOfKind.get(kind) ?? 0) - 1;
    if (left > 0) named.spansOfKind.set(kind, left);
    else named.spansOfKind.delete(kind);
    if (named.spansOfKind.size > 0) return;
    service.names.delete(row.name);
    this.#names -= 1;
    named.firstSentBy.newNames -= 1;
    if (service.names.size > 0) return;
    this.#services.delete(row.origin.service);
    service.firstSentBy.newNames -= 1;
  }

  names(): readonly string[] {
    return [...this.#services.keys()].toSorted();
  }

  operations(service: string): readonly Operation[] {
    return [...(this.#services.get(service)?.names ?? [])].flatMap(([name, { spansOfKind }]) =>
      kindNames
        .filter((kind, at) => spansOfKind.has(kind) && kindNames.indexOf(kind) === at)
        .map((kind) => ({ service, name, kind })),
    );
  }

  traces(service: string, name: string | undefined): TraceList | undefined {
    const entry = this.#services.get(service);
    return name === undefined ? entry?.traces : entry?.names.get(name)?.traces;
  }
}

function list(trace: StoredTrace, where: TraceList): void {
  const { listedIn } = trace;
  if (listedIn.length >= maxListsOfTrace || listedIn.includes(where)) return;
  trace.listIn(where);
}
