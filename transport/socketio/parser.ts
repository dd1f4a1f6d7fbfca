/**
 * Socket.IO's packets, with our messages as one binary frame each (its own parser sends two: a JSON head, then the bytes):
 *
 * binary: one link frame (../frame.ts), whole
 * text:   type digit | JSON, for joining and leaving; types 0 CONNECT, 1 DISCONNECT, 4 CONNECT_ERROR of socket.io-protocol v5
 *
 * One namespace, no acknowledgements: the session has its own. Anything else decodes to a `malformed` event.
 */

export const frameEvent = "frame";
export const malformedEvent = "malformed";

const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const CONNECT_ERROR = 4;
const NAMESPACE = "/";
/** A handshake carries a credential and nothing long. */
const MAX_TEXT_CHARACTERS = 8 * 1024;

export interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
}

class Encoder {
  encode(packet: Packet): [string | Uint8Array] {
    switch (packet.type) {
      case CONNECT:
      case CONNECT_ERROR:
        return [packet.type + JSON.stringify(packet.data ?? {})];
      case DISCONNECT:
        return [String(DISCONNECT)];
      default: {
        const [event, frame] = Array.isArray(packet.data) ? packet.data : [];
        if (packet.type !== EVENT || event !== frameEvent || !(frame instanceof Uint8Array)) {
          throw new TypeError("this parser sends only frames");
        }
        return [frame];
      }
    }
  }
}

/** Implements the part of component-emitter that Socket.IO uses of a decoder: one listener for `decoded`. */
class Decoder {
  #listeners = new Set<(packet: Packet) => void>();

  on(_event: "decoded", listener: (packet: Packet) => void): this {
    this.#listeners.add(listener);
    return this;
  }

  off(_event: "decoded", listener: (packet: Packet) => void): this {
    this.#listeners.delete(listener);
    return this;
  }

  removeListener(event: "decoded", listener: (packet: Packet) => void): this {
    return this.off(event, listener);
  }

  /** Never throws: a malformed packet reaches the link as an event, so that the link closes with a reason. */
  add(encoded: unknown): void {
    const packet = decodePacket(encoded);
    for (const listener of this.#listeners) listener(packet);
  }

  destroy(): void {
    this.#listeners.clear();
  }
}

export const frameParser = { Encoder, Decoder };

export function decodePacket(encoded: unknown): Packet {
  if (encoded instanceof Uint8Array) return eventPacket(frameEvent, encoded);
  if (encoded instanceof ArrayBuffer) return eventPacket(frameEvent, new Uint8Array(encoded));
  if (typeof encoded !== "string") return eventPacket(malformedEvent, "neither text nor bytes");
  if (encoded.length > MAX_TEXT_CHARACTERS) return eventPacket(malformedEvent, "text too long");
  switch (encoded[0]) {
    case "0":
      return decodeJsonPacket(CONNECT, encoded.slice(1));
    case "1":
      return { type: DISCONNECT, nsp: NAMESPACE };
    case "4":
      return decodeJsonPacket(CONNECT_ERROR, encoded.slice(1));
    default:
      return eventPacket(malformedEvent, "text of unknown type");
  }
}

function decodeJsonPacket(type: number, json: string): Packet {
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data === "object" && data !== null) return { type, nsp: NAMESPACE, data };
  } catch {
    // Reported below, like JSON that is not an object.
  }
  return eventPacket(malformedEvent, "text that is not a JSON object");
}

function eventPacket(name: string, argument: unknown): Packet {
  return { type: EVENT, nsp: NAMESPACE, data: [name, argument] };
}
