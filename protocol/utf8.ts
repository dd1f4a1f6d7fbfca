/** UTF-8 without TextEncoder: this folder knows neither the DOM nor Node. RFC 3629. */

/** How many Unicode code points; a lone surrogate is one. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Lone surrogates become U+FFFD, as in browsers. */
export function utf8Bytes(text: string): Uint8Array {
  const ascii = asciiBytes(text);
  if (ascii) return ascii;
  const out: number[] = [];
  for (const character of text) {
    let point = character.codePointAt(0) ?? 0xfffd;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) out.push(point);
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) {
      out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    } else {
      out.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      );
    }
  }
  return Uint8Array.from(out);
}

/** The fast path: most texts are ASCII, and JSON snapshots are tens of thousands of characters. Undefined for other texts. */
function asciiBytes(text: string): Uint8Array | undefined {
  const out = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) return undefined;
    out[at] = unit;
  }
  return out;
}

/** Undefined for bytes that are not UTF-8: overlong forms, surrogates and stray bytes included. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const more =
      first >= 0xc2 && first < 0xe0
        ? 1
        : first >= 0xe0 && first < 0xf0
          ? 2
          : first >= 0xf0 && first < 0xf5
            ? 3
            : -1;
    if (more < 0 || at + more > bytes.length) return undefined;
    let point = first & (0x3f >> more);
    for (let index = 0; index < more; index++) {
      const next = bytes[at++] ?? 0;
      if ((next & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (next & 63);
    }
    const overlong = (more === 2 && point < 0x800) || (more === 3 && point < 0x10000);
    if (overlong || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}
