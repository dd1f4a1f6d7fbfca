/** Whatever codec a page may choose is at hand before the first one comes. */
import { codecNames, type Codecs, loadCodec } from "#protocol";

export const codecs: Codecs = new Map(
  await Promise.all(codecNames.map(async (name) => [name, await loadCodec(name)] as const)),
);
