/** The participants of a trace: the server and each browser, with a letter and a colour. Transports have colours of their own. */
import { attribute } from "#protocol/tracing";
import { colourToken, findTransport } from "#transport/catalog";
import { textAt, type Span } from "./otlp.ts";

export interface Participant {
  readonly service: string;
  readonly instance: string;
  /** `server`, `browser A`. */
  readonly label: string;
  /** One character beside the name: colours alone do not tell participants apart for everybody. */
  readonly letter: string;
  readonly colour: string;
}

type ServiceRole = "server" | "browser" | "bot" | "other";

function roleOf(service: string): ServiceRole {
  if (/server|gateway|signaling/.test(service)) return "server";
  if (/bot/.test(service)) return "bot";
  return /browser|client|web/.test(service) ? "browser" : "other";
}

const tones = 6;
const toneOf = (index: number): string => `var(--participant-${(index % tones) + 1})`;

export function serviceColour(service: string): string {
  const role = roleOf(service);
  if (role === "server") return "var(--participant-server)";
  if (role === "bot") return "var(--bot)";
  return toneOf(role === "browser" ? 0 : service.length);
}

export const shortService = (service: string): string => service.replace(/^crosswire-/, "");
export const participantKey = (span: Span): string => `${span.service}\n${span.instance}`;
const letterAt = (index: number): string => String.fromCharCode(65 + (index % 26));

/** In order of their first span, so that the trace begins in browser A. */
export function participantsOf(spans: readonly Span[]): Map<string, Participant> {
  const participants = new Map<string, Participant>();
  const seen = new Map<string, number>();
  for (const span of spans.toSorted((one, other) => one.startMs - other.startMs)) {
    const key = participantKey(span);
    if (participants.has(key)) continue;
    const { service, instance } = span;
    const role = roleOf(service);
    const index = seen.get(role) ?? 0;
    seen.set(role, index + 1);
    const alone = role !== "browser" && index === 0;
    participants.set(key, {
      service,
      instance,
      label: alone ? shortService(service) : `${shortService(service)} ${letterAt(index)}`,
      letter: role === "browser" ? letterAt(index) : shortService(service).charAt(0).toUpperCase(),
      colour: role === "browser" ? toneOf(index) : serviceColour(service),
    });
  }
  return participants;
}

export const transportOf = (span: Span): string | undefined =>
  textAt(span.attributes, attribute.transport);
export function transportColour(transport = ""): string {
  const entry = findTransport(transport);
  if (entry) return `var(${colourToken(entry.name)})`;
  return transport === "bot" ? "var(--bot)" : "var(--transport-none)";
}
