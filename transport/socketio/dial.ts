/** Dials a Socket.IO server over one WebSocket. It never reconnects: that is the session's to decide. */
import { Manager } from "socket.io-client";
import {
  defaultLimits,
  DialFailed,
  type CloseReason,
  type Dialer,
  type Link,
  type LinkLimits,
} from "../link.ts";
import { frameParser } from "./parser.ts";
import { linkOver } from "./socket-link.ts";

export interface SocketioDialerOptions {
  /** Where the server mounted it; `/socket.io` by default. */
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
}

export function socketioDialer({
  path = "/socket.io",
  limits,
}: SocketioDialerOptions = {}): Dialer {
  const transport = "socketio";
  return {
    transport,
    async dial({ origin, credential }, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const manager = new Manager(origin, {
        path,
        transports: ["websocket"],
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
      let upgradedMs = startMs;
      manager.on("open", () => {
        upgradedMs = performance.now();
        onPhase?.({ name: "upgrade", startMs, endMs: upgradedMs });
      });
      manager.on("error", (error) => fail({ code: "lost", by: "network", detail: error.message }));
      // The server has answered: it is there and does not want us.
      socket.on("connect_error", (error) =>
        fail({ code: "refused", by: "remote", detail: error.message }),
      );
      socket.on("disconnect", (detail) => fail({ code: "lost", by: "network", detail }));
      socket.on("connect", () => {
        onPhase?.({ name: "join", startMs: upgradedMs, endMs: performance.now() });
        if (signal?.aborted) return;
        const link = linkOver(socket, { ...defaultLimits, ...limits });
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
