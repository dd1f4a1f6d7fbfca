/** Names of players: text in one normal form, in which names that look alike are equal. */

const maxCharacters = 24;

/** Characters that no font shows: controls of layout, fillers, variation selectors, tags (UAX #44), lone surrogates. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/gu;
/** Characters that are drawn blank although they count as visible: the Braille cell without dots, the null notehead, hieroglyph blanks, … */
const blank = /[\u2800\ufffc\u{1d159}\u{13441}\u{13442}\u{16fe4}]/gu;

/** One line of at most 24 code points, in NFC; empty if no character is visible. */
export function cleanName(name: string): string {
  const plain = name
    .replace(invisible, "")
    .replace(blank, " ")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .normalize("NFC")
    // A combining mark needs a letter before it.
    .replace(/^[\s\p{M}]+/u, "");
  return Array.from(plain).slice(0, maxCharacters).join("").trimEnd();
}
