import { describe, expect, it } from "vitest";
import { brokenLinks } from "../src/docs/broken-links.ts";
import { fillBlocks } from "../src/docs/fill-blocks.ts";
import { freshText, readPages } from "../src/docs/pages.ts";

const pages = readPages();
const keptByMermaid = /(?:^|\s)(?:graph|end|style|class|click|default|linkStyle|classDef)(?=[[({]|\s+-)/m;

describe("the pages", () => {
  it("show the code that runs (pnpm write-docs takes it from the sources again)", () => {
    expect(pages.filter((page) => freshText(page) !== page.text).map(({ path }) => path)).toEqual([]);
  });

  it("have no link that leads nowhere", () => {
    expect(brokenLinks(pages)).toEqual([]);
  });

  it("end with what to do next, where they teach", () => {
    const guides =
      /^(docs\/(lesson\/[^/]+|connect-\w+|deploying|instructors|taking-a-server-out|troubleshooting)|exercises\/README)\.md$/;
    const teaching = pages.filter(({ path }) => guides.test(path));
    expect(teaching.length).toBeGreaterThan(15);
    const without = teaching.filter(({ text }) => !/\n## Next\n[^#]+(\(\S+\)[^#]*)+$/.test(text));
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it("name no box of a flowchart with a word that Mermaid keeps for itself: the page would show an error instead", () => {
    const charts = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/```mermaid\n(flowchart [^]*?)```/g)].map(([, chart = ""]) => ({ path, chart })),
    );
    expect(charts.length).toBeGreaterThan(1);
    expect(charts.filter(({ chart }) => keptByMermaid.test(chart)).map(({ path }) => path)).toEqual([]);
    expect("\n  graph[x]").toMatch(keptByMermaid);
  });
});

describe("brokenLinks", () => {
  it("finds a file and a heading that are not there, and leaves the web alone", () => {
    const text =
      "# Two words\n\n[a](#two-words) [b](#three) [c](README.md) [d](nowhere.md) [e](https://example.com/x)";
    expect(brokenLinks([{ path: "page.md", text }])).toEqual(["page.md → #three", "page.md → nowhere.md"]);
  });
});

describe("fillBlocks", () => {
  const resolve = (kind: string, what: string) => `${kind} of ${what}`;

  it("replaces what stands in the fence after a marker, and nothing else", () => {
    const page = "a\n\n<!-- code: x.ts f -->\n\n```ts\nold\n```\n\n```ts\nkept\n```";
    expect(fillBlocks(page, resolve)).toBe(
      "a\n\n<!-- code: x.ts f -->\n\n```ts\ncode of x.ts f\n```\n\n```ts\nkept\n```",
    );
  });

  it("says which marker has no fence", () => {
    expect(() => fillBlocks("<!-- diagram: x -->\n\ntext", resolve)).toThrow(/diagram: x/);
  });
});
