/** Dials one raw WebSocket, the platform's own; a message is one frame (../frame.ts). */
import {
  defaultLimits,
  DialFailed,
  type Address,
  type CloseReason,
  type Dialer,
  type Link,
  type LinkLimits,
} from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { subprotocolsWith, websocketPath } from "./subprotocols.ts";

export interface WebsocketDialerOptions {
  /** The path at the server; `/link/websocket` by default. */
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
}

const transport = "websocket";

export function websocketDialer(options: WebsocketDialerOptions = {}): Dialer {
  const { path = websocketPath } = options;
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport,
    async dial(address, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<Link>();
      const abort = () => reject(signal?.reason);
      signal?.addEventListener("abort", abort);

      const startMs = performance.now();
      const socket = new WebSocket(
        address.origin.replace(/^http/, "ws") + path,
        subprotocolsWith(address.credential),
      );
      socket.binaryType = "arraybuffer";
      socket.onclose = () => {
        refusalReason(address, path, signal).then(
          (reason) => reject(new DialFailed({ transport, reason })),
          reject,
        );
      };
      // Here and not after the promise, because the first message may follow at once.
      socket.onopen = () => {
        onPhase?.({ name: "upgrade", startMs, endMs: performance.now() });
        if (signal?.aborted) return;
        const link = createLink(socket, limits);
        link.attach(attach);
        resolve(link);
      };
      try {
        return await promise;
      } catch (error) {
        socket.onopen = null;
        socket.onclose = null;
        socket.close();
        throw error;
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
  };
}

function createLink(socket: WebSocket, limits: LinkLimits): WireLink {
  const link = new WireLink({
    transport,
    limits,
    maxBytes: streamMaxBytes,
    wire: {
      write: (frame) => socket.send(frame),
      end: () => socket.close(),
      queuedBytes: () => socket.bufferedAmount,
    },
  });
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) link.receive(new Uint8Array(data));
    else link.close("protocol-error", "text in a WebSocket of frames");
  };
  socket.onclose = ({ code }) => link.lost(`the WebSocket closed with ${code}`);
  return link;
}

/** Requests the same path over plain HTTP to learn why it did not upgrade, because a WebSocket does not tell. */
async function refusalReason(
  { origin, credential }: Address,
  path: string,
  signal: AbortSignal | undefined,
): Promise<CloseReason> {
  try {
    const { status } = await fetch(origin + path, {
      headers: { authorization: `Bearer ${encodeURIComponent(credential)}` },
      signal: signal ?? null,
      credentials: "omit",
    });
    if (status === 401 || status === 403) {
      return { code: "refused", by: "remote", detail: `the server answered ${status}` };
    }
    const detail =
      status === 426
        ? "the server is there, but something on the way does not let WebSockets through"
        : `no WebSocket here: the server answered ${status}`;
    return { code: "lost", by: "network", detail };
  } catch (error) {
    signal?.throwIfAborted();
    return { code: "lost", by: "network", detail: `no way to the server: ${String(error)}` };
  }
}
