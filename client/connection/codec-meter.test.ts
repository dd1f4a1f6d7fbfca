import { binaryCodec, type Codec, MalformedMessage } from "#protocol";
import { expect, test } from "vitest";
import { CodecMeter } from "./codec-meter.ts";

/** A codec whose work takes as long as a test says. */
function slowly(clock: { ms: number }, encodeMs: number, decodeMs: number): Codec {
  return {
    ...binaryCodec,
    name: "json",
    encode(kind, message) {
      clock.ms += encodeMs;
      return binaryCodec.encode(kind, message);
    },
    decode(kind, body) {
      clock.ms += decodeMs;
      return binaryCodec.decode(kind, body);
    },
  };
}

function watched(encodeMs = 0.25, decodeMs = 0.5) {
  const clock = { ms: 1000 };
  const meter = new CodecMeter(() => clock.ms);
  meter.reading("json");
  return { clock, meter, codec: meter.instrument(slowly(clock, encodeMs, decodeMs)) };
}

test("[C23] the cost is the mean bytes and microseconds of a message, each way", () => {
  const { meter, codec } = watched();
  const bodies = ["", "four"].map((line) => codec.encode("chat", line));
  expect(codec.decode("chat", bodies[1] ?? new Uint8Array())).toBe("four");
  expect(meter.reading("json")).toEqual({
    codec: "json",
    encodeMicros: 250,
    decodeMicros: 500,
    encodedBytes: 4,
    decodedBytes: 6,
  });
});

test("[C23] the cost covers the last seconds and one codec alone", () => {
  const { clock, meter, codec } = watched();
  codec.encode("chat", "four");
  clock.ms += 5000;
  expect(meter.reading("json").encodedBytes).toBe(6);
  clock.ms += 5000;
  expect(meter.reading("json").encodedBytes).toBe(0);
  codec.encode("chat", "four");
  expect(meter.reading("binary")).toMatchObject({ codec: "binary", encodedBytes: 0 });
  codec.encode("chat", "four");
  expect(meter.reading("binary").encodedBytes).toBe(0);
});

test("[C23] a message that cannot be decoded is not counted", () => {
  const { meter, codec } = watched();
  expect(() => codec.decode("chat", new Uint8Array())).toThrow(MalformedMessage);
  expect(meter.reading("json").decodeMicros).toBe(0);
});
