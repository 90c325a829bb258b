/** Markup that is safe to send. Only `html` makes it. */
export interface Html {
  readonly markup: string;
}

type Interpolation = Html | string | number | null | undefined | readonly Html[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? "");
}

function render(value: Interpolation): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  if ("markup" in value) return value.markup;
  return value.map(({ markup }) => markup).join("");
}

/**
 * The only way to write a page: every value is escaped, unless `html` made it. Always quote attribute values.
 */
export function html(parts: TemplateStringsArray, ...values: Interpolation[]): Html {
  return {
    markup: parts.reduce((markup, part, index) => markup + render(values[index - 1]) + part),
  };
}

/** For constant text in the source, such as a stylesheet. Never for input. */
export function constantMarkup(markup: string): Html {
  return { markup };
}
