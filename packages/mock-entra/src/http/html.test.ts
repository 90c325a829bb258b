import { expect, test } from "vitest";
import { constantMarkup, html } from "./html.ts";

test("every character that means something in markup is escaped, in text and in attributes", () => {
  const hostile = `<b>&"'</b>`;
  expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
    '<p title="&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;">&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;</p>',
  );
});

test("markup of its own goes in as it is, lists and nothing at all as well", () => {
  const items = ["a", "<"].map((text) => html`<b>${text}</b>`);
  const page = html`${items}${null}${undefined}${constantMarkup("<hr>")}${7}`;
  expect(page.markup).toBe("<b>a</b><b>&lt;</b><hr>7");
});
