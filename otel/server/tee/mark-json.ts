/** Marks an export in OTLP/JSON without decoding it: but for the mark, and space around entries of lists, no byte changes. */
import { JsonScan, type JsonRange } from "../otlp/json-scan.ts";

/** Each resource gets the attribute `key`; of those that have it already, resource and spans are left out. */
export function markedJson(body: Buffer, key: string): Buffer {
  const mark = JSON.stringify({ key, value: { boolValue: true } });
  const scan = new JsonScan(body);
  const parts: Buffer[] = [];
  let copied = 0;
  const copy = (end: number, ...instead: (string | Buffer)[]): void => {
    parts.push(body.subarray(copied, end), ...instead.map((part) => Buffer.from(part)));
  };
  if (!scan.object("an OTLP trace export")) return body;
  for (let field = scan.key(); field !== undefined; field = scan.key()) {
    if (field !== "resourceSpans") {
      scan.skip();
      continue;
    }
    if (!scan.list(field)) continue;
    copy(scan.at);
    let comma = "";
    while (scan.entry()) {
      const from = scan.at;
      const entry = markedEntry(scan, body, key, mark);
      if (!entry) continue;
      const { start, end, text } = entry;
      copied = from;
      parts.push(Buffer.from(comma));
      copy(start, text);
      copied = end;
      copy(scan.at);
      comma = ",";
    }
    // The bracket that closes the list.
    copied = scan.at - 1;
  }
  copy(body.length);
  return Buffer.concat(parts);
}

/** What is to stand where in the entry that comes next; undefined leaves it out. */
function markedEntry(
  scan: JsonScan,
  body: Buffer,
  key: string,
  mark: string,
): (Pick<JsonRange, "start" | "end"> & { readonly text: string }) | undefined {
  if (!scan.object("an entry of resourceSpans")) return undefined;
  const inside = scan.at;
  let resource: JsonRange | undefined;
  let isEmpty = true;
  for (let field = scan.key(); field !== undefined; field = scan.key()) {
    isEmpty = false;
    scan.skip();
    if (field === "resource") resource = scan.skipped();
  }
  if (!resource) {
    const text = `"resource":{"attributes":[${mark}]}${isEmpty ? "" : ","}`;
    return { start: inside, end: inside, text };
  }
  const { start, end } = resource;
  const text = body.toString("utf8", start, end);
  return text.includes(key) ? undefined : { start, end, text: markedResource(text, mark) };
}

function markedResource(text: string, mark: string): string {
  const bytes = Buffer.from(text);
  const scan = new JsonScan(bytes);
  if (!scan.object("resource")) return `{"attributes":[${mark}]}`;
  const inside = scan.at;
  let attributes: JsonRange | undefined;
  let isEmpty = true;
  for (let field = scan.key(); field !== undefined; field = scan.key()) {
    isEmpty = false;
    scan.skip();
    if (field === "attributes") attributes = scan.skipped();
  }
  const upTo = (end: number) => bytes.toString("utf8", 0, end);
  if (!attributes)
    return `${upTo(inside)}"attributes":[${mark}]${isEmpty ? "" : ","}${bytes.toString("utf8", inside)}`;
  const { start, end } = attributes;
  const list = bytes.toString("utf8", start, end);
  const others = list === "null" ? "" : list.slice(1, -1).trim();
  return `${upTo(start)}[${others}${others && ","}${mark}]${bytes.toString("utf8", end)}`;
}
