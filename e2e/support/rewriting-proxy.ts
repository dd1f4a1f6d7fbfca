/** A reverse proxy as many are set up: it asks the server by the server's own address, and passes the browser's Origin on. */
import { createServer } from "vite";

/** Stopped by what it answers. Takes requests and WebSockets under every name. */
export async function rewritingProxy(
  port: number,
  targetPort: number,
): Promise<() => Promise<void>> {
  const target = `http://127.0.0.1:${targetPort}`;
  const server = await createServer({
    configFile: false,
    logLevel: "silent",
    optimizeDeps: { noDiscovery: true },
    server: {
      host: "127.0.0.1",
      port,
      strictPort: true,
      allowedHosts: true,
      hmr: false,
      watch: null,
      proxy: { "^/": { target, changeOrigin: true, ws: true } },
    },
  });
  await server.listen();
  return () => server.close();
}
