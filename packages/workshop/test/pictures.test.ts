import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashOfPage, picturesFolder } from "../pictures/pictured-page.ts";
import { readPicturedPages } from "../pictures/pictured-pages.ts";

test("the pictures in docs/ show the pages as they are (pnpm pictures takes them again)", async () => {
  const pages = await readPicturedPages();
  expect(pages.map(({ name }) => name)).toEqual(["portal", "sign-in", "consent", "our-consent"]);
  for (const page of pages) {
    const taken = await readFile(join(picturesFolder, `${page.name}.sha256`), "utf8");
    expect(hashOfPage(page), `The page “${page.name}” has changed: pnpm pictures`).toBe(taken.trim());
    expect((await readFile(join(picturesFolder, `${page.name}.png`))).length).toBeGreaterThan(5_000);
  }
});

test("a picture's hash sees markup and style, and no port or form token", () => {
  const hash = (html: string): string => hashOfPage({ html });
  const page = '<style>p { color: red }</style><p>http://127.0.0.1:1</p><input value="1" />';
  expect(hash(page.replace(":1<", ":2<").replace('"1"', '"2"'))).toBe(hash(page));
  expect(hash(page.replace("red", "blue"))).not.toBe(hash(page));
  expect(hash(page.replace("<p>", "<b>"))).not.toBe(hash(page));
});
