/**
 * Writes what is derived from the transport catalogue and has to stand in a file: the lists of both ends, and the tables of the
 * README and of transport/SPEC.md.
 * `generate-transports.test.ts` fails where one is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { catalog, playerTransports } from "#transport/catalog";

const root = join(import.meta.dirname, "..");

/** `long-polling` -> `longPolling`. */
const camelCase = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());

function endList({ names, file, type, create, options, doc }) {
  const functions = names.map((name) => `${camelCase(name)}${type}`);
  const imports = names.map((name, at) => `import { ${functions[at]} } from "./${name}/${file}";`);
  return [
    `/** ${doc} Made by \`npm run generate\`. */`,
    `import type { ${options} } from "./ends.ts";`,
    `import type { ${type} } from "./link.ts";`,
    ...imports,
    "",
    `export const ${create} = (options: ${options}): readonly ${type}[] => [`,
    ...functions.map((name) => `  ${name}(options),`),
    "];",
    "",
  ].join("\n");
}

const dialers = endList({
  names: playerTransports.map(({ name }) => name),
  file: "dial.ts",
  type: "Dialer",
  create: "createDialers",
  options: "DialerOptions",
  doc: "The dialers of all transports between a player and the server.",
});

const acceptors = endList({
  names: playerTransports.filter((each) => each.listensOn === "http").map(({ name }) => name),
  file: "accept.ts",
  type: "Acceptor",
  create: "createHttpAcceptors",
  options: "HttpHost",
  doc: "The acceptors of all transports that live on an HTTP server.",
});

/** As oxfmt writes tables: every column as wide as its widest cell. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

const readmeTable = table([
  ["transport", "how the bytes travel", "when a packet is lost"],
  ...catalog
    .filter(({ between }) => between !== "one process")
    .map(({ label, explanation }) => [label, explanation.route, explanation.underLoss]),
]);

const capabilitiesTable = table([
  ["transport", "`loss`", "`exempt`"],
  ...catalog.map(({ name, loss, exempt = {} }) => [
    `\`${name}\``,
    `\`${loss}\``,
    Object.entries(exempt)
      .map(([rule, why]) => `${rule}: ${why}`)
      .join("; ") || "–",
  ]),
]);

/** The text of a file with this section between its markers. */
function withSection(path, name, section) {
  const text = readFileSync(join(root, path), "utf8");
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${path} lacks ${begin} … ${end}`);
  return `${before}${begin}\n\n${section}\n\n${end}${after}`;
}

/** Path and text of each file, as it should be. */
export const generatedFiles = () => [
  ["transport/dialers.ts", dialers],
  ["transport/http-acceptors.ts", acceptors],
  ["README.md", withSection("README.md", "transports", readmeTable)],
  ["transport/SPEC.md", withSection("transport/SPEC.md", "capabilities", capabilitiesTable)],
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  for (const [path, text] of generatedFiles()) writeFileSync(join(root, path), text);
