/** Which pages may talk to this server. A page of another site must not fly with its visitors' tickets. */

export interface OriginRule {
  /** Ports the server is reached at, known once it listens; undefined where it does not speak that. */
  readonly ports: () => { readonly http: number; readonly https: number | undefined };
  readonly host: string;
  readonly allowed: readonly string[];
}

/** Peers that send no Origin are not browsers; tickets alone decide about them. */
export function originRule({
  ports,
  host,
  allowed,
}: OriginRule): (origin: string | undefined) => boolean {
  const ownHosts = new Set(["localhost", "127.0.0.1", "[::1]", host]);
  return (origin) => {
    if (origin === undefined) return true;
    if (allowed.includes(origin)) return true;
    const url = URL.parse(origin);
    if (!url) return false;
    // Listening on every address, the server cannot know its names; the port is what it knows.
    const known = ownHosts.has(url.hostname) || host === "0.0.0.0" || host === "::";
    if (!known) return false;
    const { http, https } = ports();
    if (url.protocol === "http:") return Number(url.port || 80) === http;
    if (url.protocol === "https:") return Number(url.port || 443) === https;
    return false;
  };
}
