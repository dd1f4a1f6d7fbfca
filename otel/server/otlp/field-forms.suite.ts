/** The forms of each kind of field in JSON and in protobuf, and what each is read as. */
import { bytes, double, fixed32, fixed64, varint } from "./encode.suite.ts";

/** One of the encodings has no such form. */
export const notEncodable = Symbol("unsaid");
export const absent = undefined;
export const none = Buffer.alloc(0);

export type Expected = { readonly takenAs: unknown } | { readonly refused: string };
export type Form = readonly [
  form: string,
  json: unknown,
  protobuf: Buffer | typeof notEncodable,
  expected: Expected,
];
export const takenAs = (value: unknown): Expected => ({ takenAs: value });
export const refused = (reason: string): Expected => ({ refused: reason });
export const wrongType = (name: string, wireType: number): Expected =>
  refused(`${name} is not understood: protobuf wire type ${wireType}`);

const hex = (digits: string) => Buffer.from(digits, "hex");

export const idForms = (
  name: string,
  number: number,
  digits: 16 | 32,
  ofUnset: Expected,
): Form[] => {
  const id = "ab".repeat(digits / 2);
  const badLength = refused(`${name} is not ${digits} hex digits`);
  return [
    ["absent", absent, none, ofUnset],
    ["null", null, notEncodable, ofUnset],
    ["empty", "", bytes(number, ""), ofUnset],
    ["zero", "0".repeat(digits), bytes(number, Buffer.alloc(digits / 2)), ofUnset],
    ["in capitals", id.toUpperCase(), bytes(number, hex(id)), takenAs(id)],
    ["too short", id.slice(2), bytes(number, hex(id.slice(2))), badLength],
    ["too long", `${id}ab`, bytes(number, hex(`${id}ab`)), badLength],
    ["no hex", "x".repeat(digits), notEncodable, badLength],
    ["a number", 5, notEncodable, badLength],
    ["a list", [], notEncodable, badLength],
    ["a varint", notEncodable, varint(number, 5), wrongType(name.split(" ").at(-1)!, 0)],
  ];
};

export const timeForms = (name: string, number: number, ofZero: Expected): Form[] => [
  ["absent", absent, none, ofZero],
  ["null", null, notEncodable, ofZero],
  ["zero", "0", fixed64(number, 0), ofZero],
  ["the number zero", 0, notEncodable, ofZero],
  ["larger than 64 bits", "18446744073709551616", notEncodable, refused(`${name} is no time`)],
  ["negative", "-1", notEncodable, refused(`${name} is no time`)],
  ["a fraction", 1.5, notEncodable, refused(`${name} is no time`)],
  ["empty", "", notEncodable, refused(`${name} is no time`)],
  ["a word", "soon", notEncodable, refused(`${name} is no time`)],
  ["a boolean", true, notEncodable, refused(`${name} is no time`)],
  ["a varint", notEncodable, varint(number, 5), wrongType(name.split(" ").at(-1)!, 0)],
  ["bytes", notEncodable, bytes(number, "12345678"), wrongType(name.split(" ").at(-1)!, 2)],
];

export const textForms = (name: string, number: number, ofEmpty: unknown): Form[] => [
  ["absent", absent, none, takenAs(ofEmpty)],
  ["null", null, notEncodable, takenAs(ofEmpty)],
  ["empty", "", bytes(number, ""), takenAs(ofEmpty)],
  ["a number", 5, notEncodable, refused(`${name} is no string`)],
  ["a list", [], notEncodable, refused(`${name} is no string`)],
  ["a varint", notEncodable, varint(number, 5), wrongType(name.split(" ").at(-1)!, 0)],
  ["broken UTF-8", notEncodable, bytes(number, Buffer.from([0xff])), takenAs("\ufffd")],
];

export const enumForms = (
  name: string,
  wireName: string,
  number: number,
  ofZero: unknown,
): Form[] => {
  const unknown = (shown: string) => refused(`${name} is not understood: ${shown}`);
  return [
    ["absent", absent, none, takenAs(ofZero)],
    ["null", null, notEncodable, takenAs(ofZero)],
    ["zero", 0, varint(number, 0), takenAs(ofZero)],
    ["a number in a string", "2", notEncodable, takenAs(2)],
    ["a number of a later version", 9, varint(number, 9), takenAs(9)],
    ["negative", -1, varint(number, -1), takenAs(-1)],
    ["a fraction", 2.5, notEncodable, unknown("2.5")],
    ["larger than 32 bits", 2 ** 31, notEncodable, unknown("2147483648")],
    ["an unknown name", "WORKER", notEncodable, unknown('"WORKER"')],
    ["empty", "", notEncodable, unknown('""')],
    ["a boolean", true, notEncodable, unknown("boolean")],
    ["bytes", notEncodable, bytes(number, "2"), wrongType(wireName, 2)],
    ["fixed", notEncodable, fixed32(number, 2), wrongType(wireName, 5)],
  ];
};

export const uint32Forms = (
  name: string,
  valid: Buffer,
  invalid: Buffer,
  wireType: number,
): Form[] => [
  ["absent", absent, none, takenAs(undefined)],
  ["null", null, notEncodable, takenAs(undefined)],
  ["zero", 0, notEncodable, takenAs(undefined)],
  ["a number", 5, valid, takenAs(5)],
  ["a number in a string", "5", notEncodable, takenAs(5)],
  ["negative", -1, notEncodable, refused(`${name} is no uint32`)],
  ["a fraction", 1.5, notEncodable, refused(`${name} is no uint32`)],
  ["larger than 32 bits", 2 ** 32, notEncodable, refused(`${name} is no uint32`)],
  ["a word", "x", notEncodable, refused(`${name} is no uint32`)],
  ["of another wire type", notEncodable, invalid, wrongType(name, wireType)],
];

export const listForms = (name: string, number: number, ofEmpty: unknown): Form[] => [
  ["absent", absent, none, takenAs(ofEmpty)],
  ["null", null, notEncodable, takenAs(ofEmpty)],
  ["an object", {}, notEncodable, refused(`${name} is no list`)],
  ["a word", "x", notEncodable, refused(`${name} is no list`)],
  ["a list of numbers", [5], notEncodable, refused(`an entry of ${name} is no object`)],
  ["a varint", notEncodable, varint(number, 5), wrongType(name, 0)],
];

const notANumber = { doubleValue: "NaN" };
const list = (...values: Buffer[]) => bytes(5, ...values.map((value) => bytes(1, value)));
export const valueForms: Form[] = [
  ["absent", absent, none, takenAs({})],
  ["null", null, notEncodable, takenAs({})],
  ["empty", {}, bytes(2, ""), takenAs({})],
  ["a number", 5, notEncodable, refused("an attribute's value is no object")],
  ["a varint", notEncodable, varint(2, 5), wrongType("value", 0)],
  ["of a later version", { laterValue: 1 }, bytes(2, varint(99, 1)), takenAs({})],
  [
    "two alternatives",
    notEncodable,
    bytes(2, bytes(1, "a"), varint(3, 1)),
    takenAs({ intValue: "1" }),
  ],
  ...(
    [
      ["an empty string", { stringValue: "" }, bytes(1, ""), takenAs({ stringValue: "" })],
      ["a string that is a number", { stringValue: 5 }, varint(1, 5), "stringValue"],
      ["false", { boolValue: false }, varint(2, 0), takenAs({ boolValue: false })],
      ["a boolean in a string", { boolValue: "true" }, fixed32(2, 1), "boolValue"],
      ["zero", { intValue: 0 }, varint(3, 0), takenAs({ intValue: "0" })],
      ["an integer in a string", { intValue: "5" }, varint(3, 5), takenAs({ intValue: "5" })],
      ["no integer", { intValue: "5.5" }, bytes(3, "5"), "intValue"],
      ["an empty integer", { intValue: "" }, notEncodable, "intValue"],
      ["the least integer", { intValue: `-${2n ** 63n}` }, varint(3, -(2n ** 63n)), "as is"],
      ["too large an integer", { intValue: String(2n ** 63n) }, notEncodable, "intValue"],
      ["the zero double", { doubleValue: 0 }, double(4, 0), takenAs({ doubleValue: 0 })],
      [
        "a double in a string",
        { doubleValue: "1.5" },
        double(4, 1.5),
        takenAs({ doubleValue: 1.5 }),
      ],
      ["NaN", notANumber, double(4, NaN), "as is"],
      ["infinity", { doubleValue: "Infinity" }, double(4, Infinity), "as is"],
      ["negative infinity", { doubleValue: "-Infinity" }, double(4, -Infinity), "as is"],
      [
        "infinity in short",
        { doubleValue: "inf" },
        notEncodable,
        takenAs({ doubleValue: "Infinity" }),
      ],
      ["a double that is a word", { doubleValue: "x" }, varint(4, 1), "doubleValue"],
      ["an empty list", { arrayValue: {} }, bytes(5, ""), takenAs({ arrayValue: { values: [] } })],
      ["a list of NaN", { arrayValue: { values: [notANumber] } }, list(double(4, NaN)), "as is"],
      ["a list of nothing", { arrayValue: { values: [{}] } }, list(none), "as is"],
      ["a list that is a number", { arrayValue: 5 }, varint(5, 5), "arrayValue"],
      ["an empty map", { kvlistValue: {} }, bytes(6, ""), takenAs({ kvlistValue: { values: [] } })],
      [
        "a map of NaN",
        { kvlistValue: { values: [{ key: "k", value: notANumber }] } },
        bytes(6, bytes(1, bytes(1, "k"), bytes(2, double(4, NaN)))),
        "as is",
      ],
      ["a map that is a number", { kvlistValue: 5 }, varint(6, 5), "kvlistValue"],
      ["no bytes", { bytesValue: "" }, bytes(7, ""), "as is"],
      ["bytes", { bytesValue: "AAEC" }, bytes(7, Buffer.from([0, 1, 2])), "as is"],
      [
        "bytes without padding",
        { bytesValue: "_w" },
        notEncodable,
        takenAs({ bytesValue: "/w==" }),
      ],
      ["bytes that are no base64", { bytesValue: "!!" }, varint(7, 1), "bytesValue"],
    ] as const
  ).flatMap(([form, json, protobuf, expected]): Form[] => {
    const wrapped = protobuf === notEncodable ? notEncodable : bytes(2, protobuf);
    if (typeof expected !== "string") return [[form, json, wrapped, expected]];
    if (expected === "as is") return [[form, json, wrapped, takenAs(json)]];
    // The reasons differ: one encoding has a value of the wrong type, the other a field of the wrong wire type.
    return [
      [`${form}, in JSON`, json, notEncodable, refused(expected)],
      [`${form}, in protobuf`, notEncodable, wrapped, refused(`${expected} is not understood`)],
    ];
  }),
];
