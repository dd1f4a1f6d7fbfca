/** All codecs that a page may choose, loaded before the first page joins. */
import { codecNames, type Codecs, loadCodec } from "#protocol";

export const codecs: Codecs = new Map(
  await Promise.all(codecNames.map(async (name) => [name, await loadCodec(name)] as const)),
);
