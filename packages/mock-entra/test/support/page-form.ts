/** A form as a page offers it: where it goes, and what is filled in already. */
export type PageForm = {
  action: string;
  fields: Record<string, string>;
  buttons: { name: string; value: string }[];
};

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

const unescapeHtml = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/gu, (_, name: string) => entities[name] ?? "");

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w-]+)="([^"]*)"/gu)].map(([, name = "", value = ""]) => [name, unescapeHtml(value)]),
  );

/** Reads the mock's own markup, where every attribute is quoted; not a parser for other people's pages. */
export const readForms = (html: string): PageForm[] =>
  [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gsu)].map(([, tag = "", content = ""]) => {
    const inputs = [...content.matchAll(/<input([^>]*)>/gu)]
      .map(([, input = ""]) => attributesOf(input))
      // A box that nobody has ticked is not sent.
      .filter(({ type }) => type !== "checkbox");
    const buttons = [...content.matchAll(/<button([^>]*)>/gu)].map(([, button = ""]) => attributesOf(button));
    return {
      action: attributesOf(tag)["action"] ?? "",
      fields: Object.fromEntries(inputs.map(({ name = "", value = "" }) => [name, value])),
      buttons: buttons.map(({ name = "", value = "" }) => ({ name, value })),
    };
  });
