/** The headers of pages and their files: what they may do in a browser, and which pages may show them in a frame. */
import { isIP } from "node:net";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { originHeadersOf } from "#transport";
import { canonicalHost } from "./addresses.ts";
import { webtransportName } from "./webtransport-route.ts";

export interface PageHeaderOptions {
  /** Origins whose pages may show ours in a frame; empty: none may. */
  readonly frameAncestors: readonly string[];
  /** Where the WebTransport port is; undefined where there is none. */
  readonly webtransport: { readonly host: string; readonly portUdp: number } | undefined;
}

type HasHeaders = Parameters<typeof originHeadersOf>[0];

/** A policy can name no IP address but this one (CSP3 §6.7.2.9), so for others it names the port alone. */
const hostSource = (hostname: string): string =>
  isIP(canonicalHost(hostname) ?? "") === 0 || hostname === "127.0.0.1" ? hostname : "*";

export function pageHeaders(scope: FastifyInstance, options: PageHeaderOptions): void {
  const { frameAncestors, webtransport } = options;

  /** `'self'` covers neither the port of WebTransport nor, in older browsers, a WebSocket to the page's own origin. */
  function connectSources(request: HasHeaders): string {
    const url = URL.parse(`http://${originHeadersOf(request).host ?? ""}`);
    if (!url) return "'self'";
    const { hostname, port } = url;
    const own = `${hostSource(hostname)}${port && ":"}${port}`;
    const sources = ["'self'", `ws://${own}`, `wss://${own}`];
    if (webtransport) {
      const name = webtransportName(hostname, webtransport.host);
      sources.push(`https://${hostSource(name)}:${webtransport.portUdp}`);
    }
    return sources.join(" ");
  }

  void scope.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        workerSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        // The icon of the page, and Phaser's own first textures.
        imgSrc: ["'self'", "data:"],
        connectSrc: [connectSources],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: frameAncestors.length > 0 ? [...frameAncestors] : ["'none'"],
      },
    },
    // X-Frame-Options has no list of origins, and browsers that support frame-ancestors ignore it.
    xFrameOptions: frameAncestors.length > 0 ? false : { action: "deny" },
    // Isolation gives the page a clock of 5 us steps instead of 100 us (HR-Time §8.1). The page needs nothing of other origins.
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    // HSTS would apply to every port of the host: also to other servers at localhost that have plain HTTP alone.
    strictTransportSecurity: false,
  });
}
