/** Which services have which operations, and in which traces: what a search starts from. */
import { kindName, kindNames, type KindName, type SpanRow } from "./row.ts";
import { type StoredTrace, TraceList } from "./traces.ts";

export interface Operation {
  readonly service: string;
  readonly name: string;
  readonly kind: KindName;
}

/** All spans of one name in one service, counted by kind so that an operation goes when its last span goes. */
interface Named {
  readonly traces: TraceList;
  readonly spansOfKind: Map<KindName, number>;
}

interface Service {
  readonly traces: TraceList;
  readonly names: Map<string, Named>;
}

/** A trace with more names than this is found by the first ones: keeping more would cost every other trace. */
const maxListsOfTrace = 64;

export class ServiceIndex {
  readonly #services = new Map<string, Service>();

  add(row: SpanRow, trace: StoredTrace): void {
    const name = row.origin.service;
    let service = this.#services.get(name);
    if (!service) {
      service = { traces: new TraceList(), names: new Map() };
      this.#services.set(name, service);
    }
    let named = service.names.get(row.name);
    if (!named) {
      named = { traces: new TraceList(), spansOfKind: new Map() };
      service.names.set(row.name, named);
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
    if (named.spansOfKind.size === 0) service.names.delete(row.name);
    if (service.names.size === 0) this.#services.delete(row.origin.service);
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
  listedIn.push(where);
  where.add(trace);
}
