/** Markup that is safe to send: everything that was put into it has been escaped. */
export interface Html {
  readonly markup: string;
}

type Value = string | Html | readonly Html[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Builds markup. Strings are escaped, so that a client which calls itself `<script>` is shown by that name and does
 * nothing; only what this tag has made goes in as it is.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Html {
  const rest = literals.slice(1).map((literal, index) => toMarkup(values[index] ?? "") + literal);
  return { markup: (literals[0] ?? "") + rest.join("") };
}

function toMarkup(value: Value): string {
  // defence:16-escape
  if (typeof value === "string")
    return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("\n");
}
