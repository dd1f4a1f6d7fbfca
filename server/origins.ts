/** Which pages may talk to this server. A page of another site must not fly with its visitors' tickets. */

export interface OriginRule {
  /** Port the server is reached at, known once it listens. */
  readonly port: () => number;
  readonly host: string;
  readonly allowed: readonly string[];
}

/** Peers that send no Origin are not browsers; tickets alone decide about them. */
export function originRule({
  port,
  host,
  allowed,
}: OriginRule): (origin: string | undefined) => boolean {
  const ownHosts = new Set(["localhost", "127.0.0.1", "[::1]", host]);
  return (origin) => {
    if (origin === undefined) return true;
    if (allowed.includes(origin)) return true;
    const url = URL.parse(origin);
    if (!url) return false;
    const urlPort = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    // Listening on every address, the server cannot know its names; the port is what it knows.
    const known = ownHosts.has(url.hostname) || host === "0.0.0.0" || host === "::";
    return known && urlPort === port();
  };
}
