/** Which HTTP version the browser used for a link, by its Resource Timing (`nextHopProtocol`). */
import { catalog, transportEntry, type TransportName } from "#transport";

const paths = catalog.flatMap(({ httpPath }) => httpPath ?? []);

const names: Readonly<Record<string, string>> = {
  "http/1.0": "HTTP/1.0",
  "http/1.1": "HTTP/1.1",
  h2: "HTTP/2",
  h3: "HTTP/3",
};

/** Watches requests from now on. The function that it answers gives the HTTP version of a transport's last request, or an empty text. */
export function watchHttpVersions(): (transport: TransportName | undefined) => string {
  const seen = new Map<string, string>();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { name, nextHopProtocol } = entry as PerformanceResourceTiming;
      const { pathname } = new URL(name);
      const path = paths.find((prefix) => pathname.startsWith(prefix));
      if (path !== undefined && nextHopProtocol !== "") seen.set(path, nextHopProtocol);
    }
    // The browser's own list is short: a full one would keep later entries out.
    performance.clearResourceTimings();
  }).observe({ type: "resource" });
  return (transport) => {
    const protocol = seen.get((transport && transportEntry(transport).httpPath) ?? "") ?? "";
    return names[protocol] ?? protocol;
  };
}
