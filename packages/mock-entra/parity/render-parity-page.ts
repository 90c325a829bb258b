import type { ParityArea } from "./rows.ts";
import type { ParityRow } from "./parity-row.ts";

const introduction = `
# What the mock Entra promises

The mock Entra (\`packages/mock-entra\`) replaces Microsoft Entra ID and a small part of Microsoft Graph in tests. This page
lists how it behaves. Each row is one behaviour. It says what the real service does, how we know this, what the mock does, and
which test shows it. We promise only what is on this page. [Left out](#left-out) lists what the mock does not have.

How we keep this page correct:

- The page is generated from \`packages/mock-entra/parity/\`; \`pnpm --filter @mcp-entra/mock-entra parity\` writes it. The
  package's tests fail when the page and its source differ, when a row names a test that does not exist, and when the mock
  can raise an AADSTS code that no row is about.
- Each row says how to break the mock. \`pnpm prove\` breaks the mock in this way when it loads the
  sources, one row at a time. The row's test has to pass before this, and to fail after it. So each test in this table can fail.
- The tests send requests over HTTP, as any client does. If an unmodified library (msal-node, graph-client, jose, the MCP SDK)
  can send the request, the test uses this library.

The columns:

- **Source**: how the real behaviour is known. A public page; _capture_, an answer of the live service; _library_, an
  unmodified library relies on it; _issue_, a public report quotes it; _unconfirmed_, our best guess.
- **Ours**: "same", or what differs. [Differences](#differences) lists all rows that are not "same", and
  [Unconfirmed](#unconfirmed) lists all guesses.
- **Witness**: the test, by its full name.
`.trim();

const leftOut = `
## Left out

There is no password grant (it is refused with AADSTS70003). The mock refuses implicit and hybrid requests in the
way in which Entra refuses them if they are not enabled (AADSTS700054, AADSTS700051). It refuses the first version's endpoints with
AADSTS500201, national clouds with AADSTS90038 or AADSTS50049, and Microsoft's own APIs other than Graph with AADSTS500011. There
are no personal accounts, no SAML and no proof-of-possession tokens. If a part of Graph is missing, the mock
refuses the request and names this part. It also refuses Graph's beta version. For Graph's applications, the mock cannot list or
change owners, cannot restore, and has no \`removeKey\`, no extension properties and no templates.
\`az ad app permission admin-consent\` calls the portal's own API, which the mock does not have.

\`pnpm mock-entra record\` and \`compare\` can check some of this with a real tenant (see the package's README). We have run them
only with the mock itself.
`.trim();

/** The text of docs/mock-entra-parity.md, formatted like the repository's formatter does. */
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

/** The rows' sentences are Markdown. Only characters that would end a cell are escaped. */
function escapePipes(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** A test's name is plain text. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/gu, (character) => `\\${character}`);
}
