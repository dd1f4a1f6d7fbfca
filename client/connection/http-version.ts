/** Which HTTP the browser really used for the link, as it tells itself (Resource Timing, `nextHopProtocol`). */
import { catalog, transportEntry, type TransportName } from "#transport";

const paths = catalog.flatMap(({ httpPath }) => httpPath ?? []);

const names: Readonly<Record<string, string>> = {
  "http/1.0": "HTTP/1.0",
  "http/1.1": "HTTP/1.1",
  h2: "HTTP/2",
  h3: "HTTP/3",
};

/** Watches requests from now on; answers how to ask for the protocol of a transport's last one, empty where there is none. */
export function watchHttpVersions(): (transport: TransportName | undefined) => string {
  const seen = new Map<string, string>();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { name, nextHopProtocol } = entry as PerformanceResourceTiming;
      const { pathname } = new URL(name);
      const path = paths.find((prefix) => pathname.startsWith(prefix));
      if (path !== undefined && nextHopProtocol !== "") seen.set(path, nextHopProtocol);
    }
    // The browser's own list is short and is not read here.
    performance.clearResourceTimings();
  }).observe({ type: "resource" });
  return (transport) => {
    const protocol = seen.get((transport && transportEntry(transport).httpPath) ?? "") ?? "";
    return names[protocol] ?? protocol;
  };
}
