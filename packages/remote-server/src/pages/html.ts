/** Markup that is safe to send: all values in it are escaped. */
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
 * Builds markup. It escapes strings: a client with the name `<script>` is shown with that name, and nothing
 * runs. Only markup from this tag is not escaped again.
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
