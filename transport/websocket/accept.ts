/** Accepts raw WebSockets on an HTTP server which others use too; a message is one frame (../frame.ts). */
import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { bearerToken } from "../bearer-token.ts";
import { addressOf, type WebServer } from "../http-guard.ts";
import { mount } from "../http-router.ts";
import {
  defaultLimits,
  type Acceptor,
  type Admission,
  type LinkLimits,
  type Refusal,
} from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { LinkSet } from "../link-set.ts";
import { originHeadersOf } from "../origin-headers.ts";
import { refuseRequest } from "../refusals.ts";
import { BoundedWebSocketServer } from "../bounded-websocket-server.ts";
import { WireLink } from "../wire-link.ts";
import { credentialIn, subprotocol, websocketPath } from "./subprotocols.ts";

export interface WebsocketAcceptorOptions {
  readonly server: WebServer;
  /** `/link/websocket` by default. */
  readonly path?: string;
  readonly admission: Admission;
  readonly limits?: Partial<LinkLimits>;
}

export function websocketAcceptor(options: WebsocketAcceptorOptions): Acceptor {
  const { server, path = websocketPath, admission } = options;
  const limits = { ...defaultLimits, ...options.limits };

  /** Undefined for a request that is admitted. */
  function refusal(request: IncomingMessage, credential: string | undefined): Refusal | undefined {
    const error = admission.refusal(originHeadersOf(request));
    if (error !== undefined) return { status: "403 Forbidden", error };
    if (credential !== undefined && admission.admits(credential)) return undefined;
    return { status: "401 Unauthorized" };
  }

  return {
    transport: "websocket",
    async listen(attach) {
      const links = new LinkSet();
      const upgrader = new BoundedWebSocketServer({ handleProtocols: () => subprotocol });
      const unmount = mount(server, path, {
        upgrade(request, stream, head) {
          const credential = credentialIn(request.headers["sec-websocket-protocol"]);
          const refused = refusal(request, credential);
          if (refused) return refused;
          const caller = { address: addressOf(request), credential };
          upgrader.handleUpgrade(request, stream, head, (socket) =>
            links.open(createLink(socket, limits), attach, caller),
          );
          return undefined;
        },
        // A browser does not tell why an upgrade was refused, so the dialer repeats the request without one.
        request(request, response) {
          const credential = bearerToken(request);
          const refused = refusal(request, credential && decodeCredential(credential));
          // HTTP/2 has no such header.
          if (request.httpVersionMajor === 1) response.setHeader("upgrade", "websocket");
          refuseRequest(response, refused ?? { status: "426 Upgrade Required" });
        },
      });
      return {
        async stop() {
          unmount();
          await links.closeAll();
          upgrader.close();
        },
      };
    },
  };
}

function createLink(socket: WebSocket, limits: LinkLimits): WireLink {
  const link = new WireLink({
    transport: "websocket",
    limits,
    maxBytes: streamMaxBytes,
    wire: {
      write: (frame) => socket.send(frame),
      end: () => socket.close(),
      queuedBytes: () => socket.bufferedAmount,
    },
  });
  socket.on("message", (data: RawData, isBinary) => {
    if (isBinary && data instanceof Uint8Array) link.receive(data);
    else link.close("protocol-error", "text in a WebSocket of frames");
  });
  socket.on("error", ({ message }) => link.close("protocol-error", message));
  socket.on("close", (code) => link.lost(`the WebSocket closed with ${code}`));
  return link;
}

function decodeCredential(credential: string): string | undefined {
  try {
    return decodeURIComponent(credential);
  } catch {
    return undefined;
  }
}
