/** What starts Node where this host's C library is too old for WebTransport's native module. */
import { newerLoader } from "../scripts/newer-libc.mjs";
import { webtransportUnavailable } from "#transport/accept";

/** Undefined where the library loads without help. @throws Error where it cannot be loaded. */
export async function loaderForQuic() {
  const lacking = webtransportUnavailable();
  if (lacking === undefined) return undefined;
  const loader = await newerLoader();
  if ("missing" in loader) throw new Error(`${lacking}; ${loader.missing}`);
  return loader;
}
