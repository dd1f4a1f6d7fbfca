/** Marks an export in OTLP/JSON without decoding it. Only the mark is added, and space around entries of lists may change. */
import { JsonScanner, type JsonRange } from "../otlp/json-scanner.ts";

/** Each resource gets the attribute `key`; resources that have it already are left out with their spans. */
export function markedJson(body: Buffer, key: string): Buffer {
  const mark = JSON.stringify({ key, value: { boolValue: true } });
  const scan = new JsonScanner(body);
  const parts: Buffer[] = [];
  let copied = 0;
  const copy = (end: number, ...instead: (string | Buffer)[]): void => {
    parts.push(body.subarray(copied, end), ...instead.map((part) => Buffer.from(part)));
  };
  if (!scan.enterObject("an OTLP trace export")) return body;
  for (let field = scan.nextKey(); field !== undefined; field = scan.nextKey()) {
    if (field !== "resourceSpans") {
      scan.skipValue();
      continue;
    }
    if (!scan.enterList(field)) continue;
    copy(scan.position);
    let comma = "";
    while (scan.hasNextEntry()) {
      const from = scan.position;
      const entry = markedEntry(scan, body, key, mark);
      if (!entry) continue;
      const { start, end, text } = entry;
      copied = from;
      parts.push(Buffer.from(comma));
      copy(start, text);
      copied = end;
      copy(scan.position);
      comma = ",";
    }
    // The bracket that closes the list.
    copied = scan.position - 1;
  }
  copy(body.length);
  return Buffer.concat(parts);
}

/** What to insert where into the next entry; undefined leaves the entry out. */
function markedEntry(
  scan: JsonScanner,
  body: Buffer,
  key: string,
  mark: string,
): (Pick<JsonRange, "start" | "end"> & { readonly text: string }) | undefined {
  if (!scan.enterObject("an entry of resourceSpans")) return undefined;
  const inside = scan.position;
  let resource: JsonRange | undefined;
  let isEmpty = true;
  for (let field = scan.nextKey(); field !== undefined; field = scan.nextKey()) {
    isEmpty = false;
    scan.skipValue();
    if (field === "resource") resource = scan.skippedRange();
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
  const scan = new JsonScanner(bytes);
  if (!scan.enterObject("resource")) return `{"attributes":[${mark}]}`;
  const inside = scan.position;
  let attributes: JsonRange | undefined;
  let isEmpty = true;
  for (let field = scan.nextKey(); field !== undefined; field = scan.nextKey()) {
    isEmpty = false;
    scan.skipValue();
    if (field === "attributes") attributes = scan.skippedRange();
  }
  const upTo = (end: number) => bytes.toString("utf8", 0, end);
  if (!attributes)
    return `${upTo(inside)}"attributes":[${mark}]${isEmpty ? "" : ","}${bytes.toString("utf8", inside)}`;
  const { start, end } = attributes;
  const list = bytes.toString("utf8", start, end);
  const others = list === "null" ? "" : list.slice(1, -1).trim();
  return `${upTo(start)}[${others}${others && ","}${mark}]${bytes.toString("utf8", end)}`;
}
