/** The viewer alone, on hand-made traces: `vite --config otel/viewer/vite.fixtures.config.ts`, then open /traces. */
import { fixtureApi } from "./fixtures/fixture-api.ts";

interface Server {
  readonly middlewares: { use(handler: typeof fixtureApi): void };
}

export default {
  appType: "mpa",
  cacheDir: ".cache/vite-viewer",
  optimizeDeps: { entries: ["otel/viewer/index.html"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { port: 5200, strictPort: true },
  plugins: [
    {
      name: "fixture-api",
      configureServer(server: Server): void {
        server.middlewares.use(fixtureApi);
      },
    },
  ],
};
