/**
 * The two pages of the browser, from one build.
 *
 *   client/index.html       -> client/dist/client/index.html       served at /
 *   otel/viewer/index.html  -> client/dist/otel/viewer/index.html  served at /traces and below
 *
 * Scripts, styles and fonts go to client/dist/assets with a hash in their names.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path/posix";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;
const { version } = JSON.parse(readFileSync(`${here}/package.json`, "utf8")) as { version: string };

/** Paths that `npm run dev` forwards to the game server. Vite serves pages and modules itself. */
const gameServer = process.env.CROSSWIRE_GAME_SERVER ?? "http://127.0.0.1:3100";
const proxiedPaths = [
  "/api",
  "/jaeger",
  "/v1",
  "/socket.io",
  "/link",
  "/signal",
  "/crosswire.v1",
  "/healthz",
];

/** In development Vite serves at `/` and `/traces` the pages that the game server would. */
const pages: Plugin = {
  name: "crosswire-pages",
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
      if (pathname === "/") request.url = `/client/index.html${search}`;
      if (pathname === "/traces" || pathname.startsWith("/traces/")) {
        request.url = `/otel/viewer/index.html${search}`;
      }
      next();
    });
  },
  // A page is served above its folder, so its relative references are made absolute.
  transformIndexHtml: {
    order: "pre",
    handler: (html, { path, server }) =>
      server ? html.replaceAll(/(src|href)="\.\//g, `$1="${dirname(path)}/`) : html,
  },
};

/** Every text file is compressed at build time: server/edge/http/pages.ts sends `x.js.gz` to clients that accept gzip. */
const compressed: Plugin = {
  name: "crosswire-compressed",
  apply: "build",
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (!/\.(js|css|html|svg)$/.test(name)) continue;
      const bytes = readFileSync(`${dir}/${name}`);
      const gzipped = gzipSync(bytes, { level: 9 });
      if (gzipped.length < bytes.length) writeFileSync(`${dir}/${name}.gz`, gzipped);
    }
  },
};

/** Phaser's own build switches. The page needs neither its canvas renderer nor its sounds. */
const phaserSwitches = {
  "typeof CANVAS_RENDERER": "false",
  "typeof WEBGL_RENDERER": "true",
  "typeof WEBGL_DEBUG": "false",
  "typeof FEATURE_SOUND": "false",
};

export default defineConfig(({ command }) => ({
  root: here,
  // In development the whole package is used, because the switches work in a build only.
  resolve: { alias: command === "build" ? { phaser: `${here}/scripts/slim-phaser.mjs` } : {} },
  appType: "mpa",
  publicDir: "client/public",
  plugins: [pages, compressed],
  define: { __VERSION__: JSON.stringify(version), ...(command === "build" ? phaserSwitches : {}) },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    outDir: "client/dist",
    emptyOutDir: true,
    // The pages' Content-Security-Policy allows fonts from files only.
    assetsInlineLimit: 0,
    target: "es2023",
    sourcemap: true,
    // Phaser has a chunk of its own, which is larger than the default limit of 500 kB.
    chunkSizeWarningLimit: 1800,
    rolldownOptions: {
      input: { game: `${here}/client/index.html`, traces: `${here}/otel/viewer/index.html` },
      output: {
        codeSplitting: {
          groups: [{ name: "phaser", test: /[\\/]node_modules[\\/]phaser[\\/]|slim-phaser/ }],
        },
      },
    },
  },
  server: {
    strictPort: true,
    proxy: Object.fromEntries(
      proxiedPaths.map((path) => [path, { target: gameServer, ws: true, changeOrigin: false }]),
    ),
  },
}));
