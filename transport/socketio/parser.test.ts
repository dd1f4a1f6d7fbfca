import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameEvent, frameParser, malformedEvent, decodePacket, type Packet } from "./parser.ts";

const encoder = new frameParser.Encoder();

describe("the Socket.IO parser", () => {
  test("puts a frame into one binary message and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (frame) => {
        const packet = { type: 2, nsp: "/", data: [frameEvent, frame] };
        expect(encoder.encode(packet)).toEqual([frame]);
        expect(decodePacket(Buffer.from(frame))).toEqual({
          ...packet,
          data: [frameEvent, Buffer.from(frame)],
        });
      }),
    );
  });

  test("decodes the packets of joining and leaving to what was encoded", () => {
    const packets: Packet[] = [
      { type: 0, nsp: "/", data: { credential: "✓" } },
      { type: 1, nsp: "/" },
      { type: 4, nsp: "/", data: { message: "refused" } },
    ];
    for (const packet of packets) expect(decodePacket(encoder.encode(packet)[0])).toEqual(packet);
  });

  test("decodes any text to a known packet or a malformed event, and never throws", () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom("0", "1", "2", "3", "4", "5"), fc.json())
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const packet = decodePacket(text);
        expect([0, 1, 2, 4]).toContain(packet.type);
        if (packet.type === 2) {
          expect(packet.data).toEqual([malformedEvent, expect.any(String)]);
        }
      }),
    );
  });

  test("accepts no event by name: a peer cannot send a malformed event itself", () => {
    expect(decodePacket('2["frame",{}]').data).toEqual([malformedEvent, "text of unknown type"]);
    expect(decodePacket(`0${"x".repeat(9000)}`).data).toEqual([malformedEvent, "text too long"]);
    expect(decodePacket("0[").data).toEqual([malformedEvent, "text that is not a JSON object"]);
    expect(decodePacket(42).data).toEqual([malformedEvent, "neither text nor bytes"]);
  });

  test("refuses to encode what the other end would refuse", () => {
    expect(() => encoder.encode({ type: 2, nsp: "/", data: ["chat", "hi"] })).toThrow(TypeError);
    expect(() => encoder.encode({ type: 3, nsp: "/", data: [] })).toThrow(TypeError);
  });
});
