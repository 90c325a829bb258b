import type { Page } from "../../src/browser/index.ts";

/** A form as a page offers it: where it goes, and what is filled in already. */
export interface PageForm {
  action: string;
  fields: Record<string, string>;
  buttons: { name: string; value: string }[];
}

type Element = Page["document"];

function nameAndValue(element: Element) {
  return {
    name: element.getAttribute("name") ?? "",
    value: element.getAttribute("value") ?? "",
  };
}

/** A box that is not ticked is not sent. */
export function readForms(document: Element): PageForm[] {
  return document.querySelectorAll("form").map((form) => {
    const inputs = form.querySelectorAll('input:not([type="checkbox"])').map(nameAndValue);
    return {
      action: form.getAttribute("action") ?? "",
      fields: Object.fromEntries(inputs.map(({ name, value }) => [name, value])),
      buttons: form.querySelectorAll("button").map(nameAndValue),
    };
  });
}
