/**
 * Accepts WebTransport sessions on a UDP port of their own: `https://host:port/link/webtransport?token=…`
 * (session-tokens.ts). The host name of the URL is checked here, and Origin where the page requests that URL, because the
 * QUIC library does not expose the Origin of a session.
 */
import { lookup } from "node:dns/promises";
import { setTimeout } from "node:timers/promises";
import {
  defaultLimits,
  type Acceptor,
  type Admission,
  type Attach,
  type Caller,
  type LinkLimits,
  type Listener,
} from "../link.ts";
import { quicMaxBytes } from "../max-bytes.ts";
import { LinkSet } from "../link-set.ts";
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import { checkUdpPort, untilUdpPortIsFree } from "../udp-port.ts";
import { WireLink } from "../wire-link.ts";
import { SessionTokens } from "./session-tokens.ts";
import { collectGarbage, collectionTries, tryIntervalMs } from "./collect-garbage.ts";
import { loadNative, type NativeRequest, type NativeServer, type NativeSession } from "./native.ts";
import { ServerSession } from "./server-session.ts";

export { NativeUnavailable, webtransportUnavailable } from "./native.ts";

export interface WebtransportCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

export interface WebtransportAcceptorOptions {
  readonly portUdp: number;
  /** Address or name to listen on. */
  readonly host: string;
  /** `/link/webtransport` by default. */
  readonly path?: string;
  /** Returns the current certificate; called at each start. */
  readonly certificate: () => WebtransportCertificate;
  readonly admission: Admission;
  readonly limits?: Partial<LinkLimits>;
  /** A token that is not used by then, and a peer that has not granted its streams, are dropped; 15 s by default. */
  readonly openWithinMs?: number;
  /** Limits of the unused tokens, and of the sessions that are accepted and not yet open. */
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
}

export interface WebtransportAcceptor extends Acceptor {
  /** Creates a token for the URL of one session; the caller has checked credential and origin. */
  issueToken(caller: Caller): string;
  /** Restarts with a new certificate: links close as `going-away` and dial again. */
  renew(): Promise<void>;
}

const OPEN_WITHIN_MS = 15_000;
/** Our own connection takes 3 ms, on a busy machine 100. */
const UNBLOCK_WITHIN_MS = 2000;

/** `listen` throws `NativeUnavailable` where the library does not load. */
export function webtransportAcceptor(options: WebtransportAcceptorOptions): WebtransportAcceptor {
  const tokens = new SessionTokens({
    lifeMs: options.openWithinMs ?? OPEN_WITHIN_MS,
    limits: options.handshakes,
  });
  let server: BoundServer | undefined;
  let listening: Attach | undefined;
  /** Starts and stops run one after another, because there is one port. */
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = <T>(act: () => Promise<T>): Promise<T> => {
    const result = last.then(act, act);
    last = result.catch(() => {});
    return result;
  };
  const start = async (attach: Attach) => {
    server = await BoundServer.start(options, tokens, attach);
  };
  const stop = async (why: string) => {
    await server?.stop(why);
    server = undefined;
  };
  return {
    transport: "webtransport",
    issueToken: (caller) => tokens.issue(caller),
    async listen(attach): Promise<Listener> {
      await enqueue(() => start(attach));
      listening = attach;
      return {
        stop() {
          listening = undefined;
          return enqueue(() => stop("the listener stopped"));
        },
      };
    },
    renew: () =>
      enqueue(async () => {
        if (!listening) return;
        await stop("the certificate is renewed");
        await start(listening);
      }),
  };
}

/** One server from the bind of the port to its release. */
class BoundServer {
  readonly #options: WebtransportAcceptorOptions;
  readonly #tokens: SessionTokens;
  /** Sessions accepted and not yet open. */
  readonly #handshakes: PendingHandshakes;
  readonly #address: string;
  readonly #limits: LinkLimits;
  readonly #links = new LinkSet();
  readonly #accepting: Promise<void>;
  #server: NativeServer | undefined;
  #isStopping = false;

  static async start(
    options: WebtransportAcceptorOptions,
    tokens: SessionTokens,
    attach: Attach,
  ): Promise<BoundServer> {
    loadNative();
    const { address } = await lookup(options.host);
    await checkUdpPort({ bindAddress: address, portUdp: options.portUdp });
    return new BoundServer(options, tokens, attach, address);
  }

  private constructor(
    options: WebtransportAcceptorOptions,
    invitations: SessionTokens,
    attach: Attach,
    address: string,
  ) {
    const { certPem, keyPem } = options.certificate();
    this.#options = options;
    this.#tokens = invitations;
    this.#handshakes = new PendingHandshakes(options.handshakes);
    this.#address = address;
    this.#limits = { ...defaultLimits, ...options.limits };
    const bound = socketAddress(address, options.portUdp);
    this.#server = loadNative().NapiServer.bind(bound, Buffer.from(certPem), Buffer.from(keyPem));
    this.#accepting = this.#acceptAll(this.#server, attach);
  }

  async stop(why: string): Promise<void> {
    this.#isStopping = true;
    this.#handshakes.evictAll();
    await this.#links.closeAll(why);
    if (await this.#unblockAccept()) this.#server?.close();
    this.#server = undefined;
    // The library releases the port when its objects are collected and its connections have drained: some 100 ms.
    await untilUdpPortIsFree(
      { bindAddress: this.#address, portUdp: this.#options.portUdp },
      { tries: collectionTries, intervalMs: tryIntervalMs, beforeTry: collectGarbage },
    );
  }

  async #acceptAll(server: NativeServer, attach: Attach): Promise<void> {
    while (!this.#isStopping) {
      const request = await server.accept().catch(() => null);
      if (!request) return;
      // A request that fails harms no other.
      this.#answer(request, attach).catch(() => {});
    }
  }

  async #answer(request: NativeRequest, attach: Attach): Promise<void> {
    const { path = "/link/webtransport", admission } = this.#options;
    const url = URL.parse(await request.url);
    if (this.#isStopping) return await request.reject(503);
    if (url?.pathname !== path) return await request.reject(404);
    if (admission.refusal({ origin: undefined, host: url.host }) !== undefined) {
      return await request.reject(403);
    }
    const caller = this.#tokens.take(url.searchParams.get("token") ?? "");
    if (!caller || !admission.admits(caller.credential ?? "")) return await request.reject(401);
    await this.#open(await request.ok(), attach, caller);
  }

  async #open(session: NativeSession, attach: Attach, caller: Caller): Promise<void> {
    const { openWithinMs = OPEN_WITHIN_MS } = this.#options;
    const wire = new ServerSession(session);
    const finish = this.#handshakes.add(caller, () => wire.end());
    const timer = new AbortController();
    const late = setTimeout(openWithinMs, undefined, { signal: timer.signal });
    try {
      await Promise.race([wire.open(), late.then(() => Promise.reject(new Error("too late")))]);
    } catch {
      // It never became a link, so that no listener is called.
      return wire.end();
    } finally {
      timer.abort();
      late.catch(() => {});
      finish();
    }
    if (this.#isStopping) return wire.end();
    const link = new WireLink({
      transport: "webtransport",
      wire,
      limits: this.#limits,
      maxBytes: quicMaxBytes,
    });
    this.#links.open(link, attach, caller);
    wire.deliverTo(link);
  }

  /**
   * Connects to the own port, because only a connection ends the wait for one, and the server must not be closed while it
   * waits.
   */
  async #unblockAccept(): Promise<boolean> {
    const own = this.#address === "0.0.0.0" ? "127.0.0.1" : this.#address.replace(/^::$/, "::1");
    const client = loadNative().NapiClient.disableVerify();
    const url = `https://${socketAddress(own, this.#options.portUdp)}/`;
    client.connect(url, null).then(
      (session) => session.close(0, ""),
      () => {},
    );
    const late = setTimeout(UNBLOCK_WITHIN_MS, false, { ref: false });
    return await Promise.race([this.#accepting.then(() => true), late]);
  }
}

const socketAddress = (address: string, portUdp: number): string =>
  `${address.includes(":") ? `[${address}]` : address}:${portUdp}`;
