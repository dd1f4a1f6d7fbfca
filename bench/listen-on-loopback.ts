/** Starts an HTTP server on a free port of the loopback address. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export async function listening(
  onRequest?: RequestListener,
): Promise<{ server: Server; origin: string }> {
  const server = createServer(onRequest);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
