/** The common part of both Socket.IO dialers. They never reconnect: only the session retries. */
import { Manager, type ManagerOptions } from "socket.io-client";
import {
  defaultLimits,
  DialFailed,
  type CloseReason,
  type Dialer,
  type Link,
  type LinkLimits,
} from "../link.ts";
import { frameParser } from "./parser.ts";
import { createSocketLink } from "./socket-link.ts";

export interface SocketioDialerOptions {
  /** The path at the server; the transport's own by default. */
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
}

export interface SocketioDialTransport {
  readonly transport: "socketio" | "socketio-polling";
  /** How Engine.IO carries packets. */
  readonly engine: Pick<ManagerOptions, "transports">;
  readonly path: string;
  /** The name of the phase in which that opens, in the connect trace. */
  readonly openPhase: string;
}

export function createSocketioDialer(
  engineTransport: SocketioDialTransport,
  options: SocketioDialerOptions,
): Dialer {
  const { transport, openPhase } = engineTransport;
  const { path = engineTransport.path } = options;
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport,
    async dial({ origin, credential }, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const manager = new Manager(origin, {
        ...engineTransport.engine,
        path,
        // Every poll ends sooner, because the server sends something in each heartbeat.
        requestTimeout: 3 * limits.heartbeatMs,
        parser: frameParser,
        autoConnect: false,
        reconnection: false,
      });
      const socket = manager.socket("/", { auth: { credential } });
      const { promise, resolve, reject } = Promise.withResolvers<Link>();
      const fail = (reason: CloseReason) => reject(new DialFailed({ transport, reason }));
      const abort = () => reject(signal?.reason);
      signal?.addEventListener("abort", abort);

      const startMs = performance.now();
      let openedMs = startMs;
      manager.on("open", () => {
        openedMs = performance.now();
        onPhase?.({ name: openPhase, startMs, endMs: openedMs });
      });
      manager.on("error", (error) => fail(reasonOf(error)));
      // The server has answered: it is reachable and refuses.
      socket.on("connect_error", (error) =>
        fail({ code: "refused", by: "remote", detail: error.message }),
      );
      socket.on("disconnect", (detail) => fail({ code: "lost", by: "network", detail }));
      socket.on("connect", () => {
        onPhase?.({ name: "join", startMs: openedMs, endMs: performance.now() });
        if (signal?.aborted) return;
        const end = () => void socket.disconnect();
        const link = createSocketLink(socket, { transport, limits, end });
        link.attach(attach);
        resolve(link);
      });
      socket.connect();
      try {
        return await promise;
      } catch (error) {
        socket.disconnect();
        throw error;
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
  };
}

/** Engine.IO has the status of a failed poll in the description of the error. It cannot know that of a WebSocket. */
function reasonOf(error: Error): CloseReason {
  const status = "description" in error ? error.description : undefined;
  return status === 401 || status === 403
    ? { code: "refused", by: "remote", detail: `the server answered ${status}` }
    : { code: "lost", by: "network", detail: error.message };
}
