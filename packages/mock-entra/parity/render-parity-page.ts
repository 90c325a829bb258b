import type { ParityArea } from "./rows.ts";
import type { ParityRow } from "./parity-row.ts";

const introduction = `
# What the mock Entra promises

The mock Entra (\`packages/mock-entra\`) stands in for Microsoft Entra ID and a small part of Microsoft Graph. This page
says how far: one row a behaviour, with what the real service does, how that is known, what the mock does, and the test
that witnesses it. What is not listed here is not promised; [Left out](#left-out) names what one might miss.

How it is kept true:

- The page is generated from \`packages/mock-entra/parity/\`; \`pnpm --filter @mcp-entra/mock-entra parity\` writes it. The
  package's tests fail when the page and its source differ, when a row names a test that does not exist, and when the mock
  can raise an AADSTS code that no row is about.
- Each row says how to break the mock. \`pnpm prove\` breaks it so, one row at a time, while its sources are loaded, and
  expects the row's test to pass before and to fail after. A test that cannot fail cannot stay in this table.
- The tests ask as any client would, over HTTP. Where an unmodified library can do the asking (msal-node, graph-client,
  jose, the MCP SDK), it does.

The columns:

- **Source**: how the real behaviour is known. A public page; _capture_, an answer of the live service; _library_, an
  unmodified library relies on it; _issue_, a public report quotes it; _unconfirmed_, our best guess.
- **Ours**: "same", or what differs. [Differences](#differences) lists all that is not plainly the same,
  [Unconfirmed](#unconfirmed) all that is a guess.
- **Witness**: the test, by its full name.
`.trim();

const leftOut = `
## Left out

There is no password grant (it is refused with AADSTS70003). Implicit and hybrid answers are
refused as where they are not enabled (AADSTS700054, AADSTS700051), the first version's endpoints with AADSTS500201, national clouds with
AADSTS90038 or AADSTS50049, Microsoft's own APIs other than Graph with AADSTS500011. There are two tenants, without guests and personal
accounts; no SAML and no proof-of-possession tokens. What is missing of Graph is refused by its name, and so is its beta version. Of
Graph's applications there are no owners to list or change, no restoring, no \`removeKey\`, no extension properties and no templates; \`az ad app permission admin-consent\` calls the
portal's own API, which is not here.

\`pnpm mock-entra record\` and \`compare\` can check some of this against a real tenant (see the package's README). Here they were
only ever run against the mock itself.
`.trim();

/** docs/mock-entra-parity.md, formatted as the repository's formatter leaves it. */
export function renderParityPage(areas: readonly ParityArea[]): string {
  const rows = areas.flatMap((area) => area.rows);
  const sections = [
    introduction,
    ...areas.map(({ title, rows: own }) => `## ${title}\n\n${renderTable(own)}`),
    leftOut,
    `## Differences\n\n${renderList(rows.filter(({ ours }) => ours !== "same"))}`,
    `## Unconfirmed\n\n${renderList(rows.filter((row) => isUnconfirmed(row)))}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function isUnconfirmed({ source, ours }: ParityRow): boolean {
  return source === "unconfirmed" || ours.includes("unconfirmed");
}

function renderList(rows: readonly ParityRow[]): string {
  return rows.length === 0
    ? "None."
    : rows.map((row) => `- **${row.feature}**: ${row.entra} Ours: ${withStop(row.ours)}`).join("\n");
}

function withStop(sentence: string): string {
  return sentence.replace(/\.?$/u, ".");
}

const header = ["Feature", "Real Entra", "Source", "Ours", "Witness"];

function renderTable(rows: readonly ParityRow[]): string {
  const lines = [header, ...rows.map((row) => cellsOf(row))];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const [head, ...body] = lines.map((cells) => renderLine(cells, widths));
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [head, rule, ...body].join("\n");
}

function renderLine(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
}

function cellsOf({ feature, entra, source, ours, witness }: ParityRow): string[] {
  return [
    escapePipes(feature),
    escapePipes(entra),
    renderSource(source),
    escapePipes(ours),
    `[${escapeText(witness.test)}](../packages/mock-entra/${witness.file})`,
  ];
}

function renderSource(source: string): string {
  return URL.canParse(source) ? `[${new URL(source).host}](${source})` : source;
}

/** The rows' sentences are Markdown; only what would end a cell is escaped. */
function escapePipes(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** A test's name is plain text. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/gu, (character) => `\\${character}`);
}
