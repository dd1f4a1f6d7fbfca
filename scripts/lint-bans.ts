/** The bans of oxlint.config.ts: which imports, globals and properties a folder may not use, and what to use instead. */
import { readFileSync } from "node:fs";

export interface Ban {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

const packageJson = readFileSync(`${import.meta.dirname}/../package.json`, "utf8");
const frontDoors = Object.keys((JSON.parse(packageJson) as { imports: object }).imports);
const folders = [...new Set(frontDoors.map((name) => name.slice(1).split("/")[0])), "client"];

export const deep: Ban = {
  regex: `^(\\.\\./)+(${folders.join("|")})(/|$)`,
  message: "Import other folders by #name (package.json, imports), not by a path.",
};
export const telemetry: Ban = {
  regex: "^@opentelemetry/",
  message: "Only otel/ and main.ts import OpenTelemetry: take a tracer as an argument.",
};
export const phaser: Ban = {
  regex: "^phaser(/|$)",
  message:
    "Only client/game draws with Phaser: add to the render state (client/game/render-state.ts).",
};
export const node: Ban = {
  regex: "^node:",
  message: "No Node here: this code runs in browsers, too. Take it as an argument.",
};
export const aboveGame: Ban = {
  regex: "^\\.\\./",
  message: "client/game draws the render state and imports nothing else of the client.",
};

/** Bans the imports of all folders but these. */
export const only = (open: readonly string[], message: string): Ban => ({
  regex: `^(${frontDoors.filter((name) => !open.includes(name)).join("|")})$`,
  message,
});

export function imports(...patterns: Ban[]): {
  "no-restricted-imports": ["error", { patterns: Ban[] }];
} {
  return { "no-restricted-imports": ["error", { patterns }] };
}

export const globals = (names: string, message: string) =>
  names.split(" ").map((name) => ({ name, message }));

export const ofMath = (names: string, message: string) =>
  names.split(" ").map((property) => ({ object: "Math", property, message }));

export const chance = "No chance here: draw from the world's seed.";
export const rounding = "Engines round it differently: use the simulation's own functions.";

export const storage = "Storage throws where site data is blocked: use client/browser-storage.ts.";

export const secure =
  "Only secure contexts have it, and plain http from another machine is none: do without, or handle its absence and disable this rule there.";

export const skipping =
  "State why it cannot run here, and how to run it: skippedFor(reason) of scripts/skipped.suite.ts.";

export const serverMay = [
  "#protocol",
  "#protocol/wire",
  "#simulation",
  "#transport",
  "#transport/accept",
  "#signaling",
];
export const clientMay = [
  "#protocol",
  "#protocol/wire",
  "#simulation",
  "#text",
  "#transport",
  "#transport/catalog",
  "#transport/dial",
];
