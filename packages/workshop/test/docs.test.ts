import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as core from "@mcp-entra/auth-core";
import * as mock from "@mcp-entra/mock-entra";
import * as browser from "@mcp-entra/mock-entra/browser";
import * as certificates from "@mcp-entra/mock-entra/certificates";
import * as forVitest from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { brokenLinks } from "../src/docs/broken-links.ts";
import { withExample, withoutExample } from "../src/docs/example-in-comment.ts";
import { namesWithExample, readSourcesWithExamples } from "../src/docs/examples.ts";
import { examplesIn } from "../src/docs/examples-in.ts";
import { fillBlocks } from "../src/docs/fill-blocks.ts";
import { freshText, readPages, root } from "../src/docs/pages.ts";
import { withReadingTime } from "../src/docs/reading-time.ts";

const pages = readPages();
const vagueLine = /.*\b(?:whoever|nobody|somebody)\b.*/gi;
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

  it("say how long they take to read, and end with three questions whose answers are folded, where they teach an idea", () => {
    const ideas = pages.filter(({ path }) => /^docs\/lesson\/(?!README|glossary)/.test(path));
    expect(ideas.length).toBeGreaterThan(10);
    const folded = /<details><summary>\d\. [^]+?\?<\/summary>\n\n[^]+?\n\n<\/details>/g;
    const without = ideas.filter(({ text }) => {
      const [, questions = ""] = /\n## Check yourself\n([^]+)\n## Next\n/.exec(text) ?? [];
      return !/^# .+\n\n_Reading time: /.test(text) || questions.match(folded)?.length !== 3;
    });
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it("call Microsoft's lesson by that name: to readers of these pages, “the lesson” could be either", () => {
    const unclear = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/.*\b(?:the|an edition of the) lesson\b.*/gi)].map(([line]) => `${path}: ${line}`),
    );
    expect(unclear).toEqual([]);
    const links = pages.flatMap(({ text }) => text.match(/\(https:\S+mcp-security-entra\)/g) ?? []);
    expect(links).toHaveLength(1);
  });

  it("say who does what: CONTRIBUTING.md has better words than “whoever”, “nobody” and “somebody”", () => {
    const vague = pages
      // The page with the rule contains these words.
      .filter(({ path }) => path !== "CONTRIBUTING.md")
      .flatMap(({ path, text }) => [...text.matchAll(vagueLine)].map(([line]) => `${path}: ${line}`));
    expect(vague).toEqual([]);
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

describe("the messages and the comments", () => {
  it("say who does what, in sources, tests, proofs and exercises", () => {
    const exclude = ["**/node_modules/**", "**/{work,draft,reports}/**"];
    const files = globSync(
      [
        "packages/*/{src,parity,test,examples,pictures}/**/*.{ts,md,css}",
        "proving/**/*.ts",
        "exercises/*/**/*.{ts,json,diff}",
      ],
      { cwd: root, exclude },
    );
    const vague = files
      // This file contains these words.
      .filter((path) => path.replaceAll("\\", "/") !== "packages/workshop/test/docs.test.ts")
      .flatMap((path) =>
        [...readFileSync(join(root, path), "utf8").matchAll(vagueLine)].map(([line]) => `${path}: ${line}`),
      );
    expect(files.length).toBeGreaterThan(600);
    expect(vague).toEqual([]);
  });
});

describe("the examples in the comments", () => {
  it("are those that are compiled and run (pnpm write-docs takes them from packages/*/examples again)", () => {
    const sources = readSourcesWithExamples();
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.filter(({ text, fresh }) => text !== fresh).map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ["auth-core", [core]],
    ["mock-entra", [mock, browser, certificates, forVitest]],
  ])(
    "%s has one for every function and class that it exports: add a “#region NAME” to a file in its examples/",
    (name, entries) => {
      const exported = entries.flatMap((entry) => Object.entries(entry));
      const callable = exported.filter(([, value]) => typeof value === "function").map(([each]) => each);
      expect(callable.toSorted()).toEqual(namesWithExample(name).toSorted());
    },
  );

  it("stand at the end of the comment, in place of the one before", () => {
    const before = "/** Adds.\n * @example\n * ```ts\n * add(0);\n * ```\n */\nexport function add() {}\n";
    const after =
      "/**\n * Adds.\n *\n * @example\n * ```ts\n * add(1);\n * ```\n */\nexport function add() {}\n";
    expect(withExample("/** Adds. */\nexport function add() {}\n", "add", "add(1);")).toBe(after);
    expect(withExample(before, "add", "add(1);")).toBe(after);
    expect(withExample(after, "add", "add(1);")).toBe(after);
    expect(withoutExample(after)).toBe("/**\n * Adds.\n */\nexport function add() {}\n");
    expect(() => withExample("export function add() {}\n", "add", "add(1);")).toThrow(
      /add has an example, but no comment/,
    );
  });

  it("are named in regions, which may be indented", () => {
    const text =
      "  // #region add\n  const x = add(\n    1,\n  );\n  // #endregion\n// #region sub\nsub();\n// #endregion\n";
    expect(Object.fromEntries(examplesIn(text))).toEqual({ add: "const x = add(\n  1,\n);", sub: "sub();" });
  });
});

describe("withReadingTime", () => {
  it("counts words and no code, and leaves a page without the line alone", () => {
    const page = (words: number): string =>
      `# T\n\n_Reading time: 9 minutes._\n\n${"word ".repeat(words)}\n\n\`\`\`ts\n${"code ".repeat(999)}\n\`\`\`\n`;
    expect(withReadingTime(page(100))).toContain("_Reading time: 1 minute._");
    expect(withReadingTime(page(300))).toContain("_Reading time: 3 minutes._");
    expect(withReadingTime("# T\n\nwords")).toBe("# T\n\nwords");
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

  it("gives a whole file its own language", () => {
    const shown = (name: string): string => fillBlocks(`<!-- file: ${name} -->\n\n\`\`\`\n\`\`\``, resolve);
    expect(shown("a/x.yaml")).toContain("```yaml\nfile of a/x.yaml\n```");
    expect(shown("a/Containerfile")).toContain("```dockerfile\n");
  });

  it("says which marker has no fence", () => {
    expect(() => fillBlocks("<!-- diagram: x -->\n\ntext", resolve)).toThrow(/diagram: x/);
  });
});
