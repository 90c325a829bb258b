import type { Page } from "../../src/browser/index.ts";

/** A form of a page: its address, and the values that are filled in already. */
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

/** A browser does not send a box that is not checked. */
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
