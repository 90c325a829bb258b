import { entraErrorByCode } from "../src/control/entra-error-by-code.ts";
import type { Explanation } from "../src/explanations/explanation.ts";
import { explanationAreas } from "../src/explanations/explanations.ts";

const introduction = `
# Troubleshooting: what the AADSTS numbers mean

Every refusal of Entra begins with a number, such as \`AADSTS50011\`. This page lists each number that the mock can answer with. It says
what the number means, and why it usually occurs with the servers of this repository. It also says how to correct the cause, and where
the setting is in the [Microsoft Entra admin center](https://entra.microsoft.com). The numbers and their meaning are those of the real
service.

There is a faster way while the mock runs. Its error pages, and the \`error_uri\` of its answers, show the same texts together with the
refused request. For a number that is not here, see
[Microsoft's list](https://learn.microsoft.com/entra/identity-platform/reference-error-codes).

This page is generated; its texts are in \`packages/mock-entra/src/explanations/\`, and
\`pnpm --filter @mcp-entra/mock-entra troubleshooting\` writes it.
`.trim();

const next = `
## Next

Sign in again. If you got no number, read [the local server](connect-local.md#when-the-sign-in-does-not-appear),
[the remote server](connect-remote.md#when-a-sign-in-does-not-work), or \`pnpm workshop doctor\`.
`.trim();

/** docs/troubleshooting.md, formatted as the repository's formatter leaves it. */
export function renderTroubleshootingPage(): string {
  const sections = explanationAreas.map(({ title, explanations }) =>
    [`## ${title}`, explanations.map((explanation) => renderExplanation(explanation))].flat().join("\n\n"),
  );
  return `${[introduction, ...sections, next].join("\n\n")}\n`;
}

function renderExplanation({ code, title, meaning, cause, fix, leftOut, place }: Explanation): string {
  return [
    `### AADSTS${code}: ${escapeText(title)}`,
    `${wireNameOf(code)} ${escapeText(meaning)}`,
    [
      `- **Usual cause here**: ${escapeText(cause)}`,
      `- **Fix**: ${escapeText(fix)}`,
      ...(leftOut === undefined ? [] : [`- **Left out here**: ${escapeText(leftOut)}`]),
      `- **In the real portal**: ${place ? escapeText(place.path) : "nowhere: the cause is in the program."}`,
    ].join("\n"),
  ].join("\n\n");
}

function wireNameOf(code: number): string {
  return `\`${entraErrorByCode(code)?.details.error ?? ""}\`.`;
}

/** The texts are plain; only what Markdown would take for itself is escaped. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<]/gu, (character) => `\\${character}`);
}
