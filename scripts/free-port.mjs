/** A port of the loopback that nobody uses at this moment. Plain JavaScript for Node 20: scripts use it before anything is installed. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

const host = "127.0.0.1";

export async function freeTcpPort() {
  const server = createServer();
  await once(server.listen(0, host), "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function freeUdpPort() {
  const socket = createSocket("udp4");
  await once(socket.bind(0, host), "listening");
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}
