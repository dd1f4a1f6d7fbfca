/** The page's address: every choice has a parameter, and a copied link opens the state it was copied from. */
import { type CodecName, codecNames } from "#protocol";
import type { TransportName } from "#transport";
import type { Settings } from "./view.ts";

export interface PageSetup {
  readonly name: string | undefined;
  readonly room: string;
  readonly bots: number | undefined;
  readonly transport: TransportName | "auto";
  readonly codec: CodecName;
  readonly autopilot: boolean;
  readonly panel: "settings" | "help" | "scores" | undefined;
  readonly netGraph: number | undefined;
  readonly settings: Partial<Settings>;
  /** Parameters that cannot be used, in words for the player. */
  readonly problems: readonly string[];
}

/** Switches with a parameter of the same name: `prediction=0`. */
export const switchNames = [
  "prediction",
  "reconciliation",
  "interpolation",
  "lagCompensation",
  "ackClock",
  "mesh",
  "tracing",
  "screenShake",
  "reducedMotion",
  "serverGhost",
] as const satisfies readonly (keyof Settings)[];

const panels = ["settings", "help", "scores"] as const;

export function parsePageAddress(query: string, known: readonly TransportName[]): PageSetup {
  const parameters = new URLSearchParams(query);
  const problems: string[] = [];
  const room = parameters.get("room") ?? "lobby";
  const roomFits = /^[a-z0-9-]{1,32}$/.test(room);
  if (!roomFits) problems.push(`room=${room}: small letters, digits and - only; joining lobby`);
  const wanted = parameters.get("transport") ?? "auto";
  const transport = wanted === "auto" ? "auto" : known.find((name) => name === wanted);
  if (!transport) problems.push(`transport=${wanted} is not one of auto, ${known.join(", ")}`);
  const codecName = parameters.get("codec") ?? "binary";
  const codec = codecNames.find((name) => name === codecName);
  if (!codec) problems.push(`codec=${codecName} is not one of ${codecNames.join(", ")}`);
  const bots = wholeIn("bots", 16);
  const netGraph = wholeIn("graph", 4);
  const shown = parameters.get("panel");
  const panel = panels.find((name) => name === shown);
  if (shown !== null && !panel) problems.push(`panel=${shown} is not one of ${panels.join(", ")}`);
  const settings: Partial<Record<keyof Settings, boolean>> = {};
  for (const name of switchNames) {
    const value = flagIn(name);
    if (value !== undefined) settings[name] = value;
  }
  return {
    name: parameters.get("name") ?? undefined,
    room: roomFits ? room : "lobby",
    bots,
    transport: transport ?? "auto",
    codec: codec ?? "binary",
    autopilot: flagIn("autopilot") ?? false,
    panel,
    netGraph,
    settings,
    problems,
  };

  function wholeIn(name: string, most: number): number | undefined {
    const text = parameters.get(name);
    if (text === null) return undefined;
    if (/^\d{1,2}$/.test(text) && Number(text) <= most) return Number(text);
    problems.push(`${name}=${text}: a whole number from 0 to ${most}`);
    return undefined;
  }

  function flagIn(name: string): boolean | undefined {
    const text = parameters.get(name);
    if (text === null) return undefined;
    if (text !== "0" && text !== "1") problems.push(`${name}=${text}: 0 or 1`);
    return text === "1" ? true : text === "0" ? false : undefined;
  }
}

/** The link for other players: the room and the choices that are not standard, without the name. */
export function shareLinkFor(
  page: string,
  state: {
    readonly room: string;
    readonly bots: number | undefined;
    readonly transport: string;
    readonly codec: CodecName;
    readonly settings: Settings;
    readonly standard: Settings;
  },
): string {
  const url = new URL(page);
  url.search = "";
  url.searchParams.set("room", state.room);
  if (state.bots !== undefined) url.searchParams.set("bots", String(state.bots));
  if (state.transport !== "auto") url.searchParams.set("transport", state.transport);
  if (state.codec !== "binary") url.searchParams.set("codec", state.codec);
  for (const name of switchNames) {
    if (state.settings[name] !== state.standard[name]) {
      url.searchParams.set(name, state.settings[name] ? "1" : "0");
    }
  }
  return url.href;
}
