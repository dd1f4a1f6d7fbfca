/** A proxy as some offices have it: HTTP passes, a WebSocket's upgrade does not. */
import { once } from "node:events";
import { createServer, request } from "node:http";

export interface PlainProxy {
  readonly port: number;
  /** Upgrades refused so far. */
  refused(): number;
  /** What was asked for so far, in order. */
  readonly paths: readonly string[];
  stop(): void;
}

export async function plainProxy(port: number, targetPort: () => number): Promise<PlainProxy> {
  let refused = 0;
  const paths: string[] = [];
  const server = createServer((incoming, answer) => {
    const { method, url, headers } = incoming;
    paths.push(url ?? "");
    const onward = request(
      { host: "127.0.0.1", port: targetPort(), method, path: url, headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on("upgrade", (_request, socket) => {
    refused += 1;
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  return {
    port,
    refused: () => refused,
    paths,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
