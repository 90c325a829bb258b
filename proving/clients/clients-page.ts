import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientFlow, Place } from "./client-flow.ts";

const introduction = `
# Which clients were tried against the mock

We ran unmodified libraries, in the versions below, with \`packages/mock-entra\`. The table says what we ran, not what might work.

How we keep this page correct:

- \`pnpm prove\` runs every line, and fails if a line has another result. It also fails if this page differs from the run.
- The libraries are installed separately (\`proving/clients\`), with a lockfile. Their install scripts do not run.
- \`pnpm --dir proving exec vitest run clients/clients.proof -u\` runs the libraries and writes the page.

The columns:

- **Flow**: what we ran. msal-browser and oidc-client-ts run in Chromium, in pages of a site that is not the mock's site.
- **Where**: _in process_: with the real host names, which msw intercepts. _served_: on loopback over https, with the pages over http.
  _https pages_: the same with \`--https-front-channel\`.
- **Result**: "works", or why the client cannot use the mock. A flow works if the library signs in the right user or the right
  application. The tokens' claims, Graph's answer or the application's page show this.
`.trim();

/** The result of a flow in one place. */
export interface Outcome {
  flow: ClientFlow;
  place: Place;
  works: boolean;
}

interface Library {
  name: string;
  version: string;
}

const manifest: { dependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(import.meta.dirname, "package.json"), "utf8"),
);

/** @returns name and version of the package with this name in the manifest. The name may be an alias (`npm:NAME@VERSION`). */
export function libraryOf(dependency: string): Library {
  const version = manifest.dependencies[dependency];
  if (version === undefined) throw new Error(`The package.json of proving/clients has no ${dependency}.`);
  const [, name, aliased] = /^npm:(.+)@([^@]+)$/.exec(version) ?? [];
  return { name: name ?? dependency, version: aliased ?? version };
}

/** The text of docs/mock-entra-clients.md, formatted like the repository's formatter does. */
export function renderPage(outcomes: readonly Outcome[]): string {
  const lines = [["Library", "Version", "Flow", "Where", "Result"], ...rowsOf(outcomes)];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const [head = "", ...body] = lines.map(
    (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return `${introduction}\n\n${[head, rule, ...body].join("\n")}\n`;
}

/** A flow with the same result in several places has one row. */
function rowsOf(outcomes: readonly Outcome[]): string[][] {
  const rows = new Map<string, { cells: string[]; where: string[]; result: string }>();
  for (const { flow, place, works } of outcomes) {
    const { name, version } = libraryOf(flow.dependency);
    const result = works ? "works" : (flow.cannot?.reason ?? "fails");
    const key = [name, version, flow.flow, result].join("|");
    const row = rows.get(key) ?? { cells: [name, version, flow.flow], where: [], result };
    row.where.push(place.replace("served, ", ""));
    rows.set(key, row);
  }
  return rows
    .values()
    .map(({ cells, where, result }) => cells.concat(where.join(", "), result))
    .toArray();
}
