/** What the pages and their files may do in a browser, and who may show them: the headers of every answer that is part of a page. */
import { isIP } from "node:net";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { originHeadersOf } from "#transport";
import { canonicalHost } from "./addresses.ts";
import { webtransportName } from "./webtransport-route.ts";

export interface PageHeaderOptions {
  /** Origins whose pages may show ours in a frame; none: nobody may. */
  readonly frameAncestors: readonly string[];
  /** Where the WebTransport port is; undefined where there is none. */
  readonly webtransport: { readonly host: string; readonly portUdp: number } | undefined;
}

type HasHeaders = Parameters<typeof originHeadersOf>[0];

/** A policy can name no address but this one (CSP3 §6.7.2.9), so of others only the port is said. */
const hostSource = (hostname: string): string =>
  isIP(canonicalHost(hostname) ?? "") === 0 || hostname === "127.0.0.1" ? hostname : "*";

export function pageHeaders(scope: FastifyInstance, options: PageHeaderOptions): void {
  const { frameAncestors, webtransport } = options;

  /** `'self'` is not the port of WebTransport, nor, in older browsers, a WebSocket to the page's own origin. */
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
    // It knows no list of origins; browsers that know frame-ancestors do not look at it.
    xFrameOptions: frameAncestors.length > 0 ? false : { action: "deny" },
    // Isolation gives the page a clock of 5 us steps instead of 100 us (HR-Time §8.1). Everything the page needs is its own.
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    // It would count for every port of the host: whatever else is served at localhost over plain HTTP.
    strictTransportSecurity: false,
  });
}
