/** A common reverse proxy: it sends requests with the server's own address as `Host`, and keeps the browser's `Origin`. */
import { createServer } from "vite";

/** Takes requests and WebSockets under every name. Returns the function that stops it. */
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
