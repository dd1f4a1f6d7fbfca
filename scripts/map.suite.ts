/** The map of the folders: which of them a folder may import. */
import { readFileSync } from "node:fs";

const packageJson = JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, "utf8")) as {
  imports: Record<string, string>;
};

/** Every `#name`, and the file that it stands for. */
export const entries: Readonly<Record<string, string>> = packageJson.imports;

/** The names that each folder may import. */
export const mayImport: Record<string, string[]> = {
  protocol: [],
  simulation: ["#protocol"],
  transport: [],
  weather: [],
  signaling: ["#protocol", "#transport"],
  server: [
    "#protocol",
    "#protocol/wire",
    "#simulation",
    "#transport",
    "#transport/accept",
    "#signaling",
  ],
  text: [],
  client: [
    "#protocol",
    "#protocol/wire",
    "#simulation",
    "#transport",
    "#transport/catalog",
    "#transport/dial",
    "#text",
  ],
  "client/game": ["#protocol", "#simulation", "#transport/catalog"],
  "otel/browser": ["#protocol/tracing", "#transport/catalog"],
  "otel/server": ["#protocol/tracing", "#transport/catalog"],
  "otel/shared": ["#protocol/tracing", "#transport/catalog"],
  "otel/viewer": ["#protocol/tracing", "#text", "#transport/catalog"],
};

/** Every pair of a folder and a name of another folder. */
export const crossings = Object.entries(mayImport).flatMap(([folder, open]) =>
  Object.keys(entries)
    .filter((name) => name !== `#${folder}` && !name.startsWith(`#${folder}/`))
    .map((name) => ({ folder, name, allowed: open.includes(name) })),
);

/** A file of `folder` that imports `name`, without its extension. */
export const crossingFile = ({ folder, name }: { folder: string; name: string }): string =>
  `${folder}/to-${name.slice(1).replace("/", "-")}`;

/** The project of a name: a reference opens a whole project. */
export function projectOf(name: string): string {
  const holds = (folder: string): boolean => entries[name]!.startsWith(`./${folder}/`);
  return Object.keys(mayImport)
    .filter(holds)
    .reduce((longest, folder) => (folder.length > longest.length ? folder : longest), "");
}
