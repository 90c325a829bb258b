import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (name: string): string => readFileSync(join(root, "docs/deploying", name), "utf8");

/** An element: its name, its attributes under ":@", and its children under its name. */
type Element = Record<string, unknown>;

/** The parts of Azure API Management that the file uses. See its policy reference. */
const knownPolicies = new Set(
  "base choose when otherwise rate-limit-by-key set-header value set-backend-service forward-request #text".split(
    " ",
  ),
);

describe("docs/deploying/api-management.xml", () => {
  const xml = read("api-management.xml");
  const tree: Element[] = new XMLParser({ preserveOrder: true, ignoreAttributes: false }).parse(xml);

  it("is well-formed", () => {
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(XMLValidator.validate(xml.replace("</backend>", ""))).not.toBe(true);
  });

  it("has the four sections of a policy, in their order, and nothing that API Management does not know", () => {
    const policies = tree.find((element) => "policies" in element);
    const sections = childrenOf(policies ?? {});
    expect(sections.map((section) => nameOf(section))).toEqual([
      "inbound",
      "backend",
      "outbound",
      "on-error",
    ]);
    const unknown = sections
      .flatMap((section) => descendantsOf(section))
      .filter((name) => !knownPolicies.has(name));
    expect(unknown).toEqual([]);
  });

  it("forwards without buffering, keeps the public Host, and does not validate what it cannot read", () => {
    expect(xml).toMatch(/<forward-request [^>]*buffer-response="false"[^>]*follow-redirects="false"/);
    expect(xml).toMatch(/<set-header name="Host" exists-action="override">/);
    expect(xml).not.toContain("<validate-jwt");
  });

  it("has balanced expressions", () => {
    const expressions = [...xml.matchAll(/@[({][^]*?(?="\s|<\/value>|" ?\/>|">)/g)].map(([text]) => text);
    expect(expressions.length).toBeGreaterThan(3);
    for (const expression of expressions) {
      expect(count(expression, "(")).toBe(count(expression, ")"));
      expect(count(expression, "{")).toBe(count(expression, "}"));
    }
  });
});

it("docs/deploying/Dockerfile copies what is there, and starts what is there", () => {
  const dockerfile = read("Dockerfile");
  const sources = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, list = ""]) => list.split(" "));
  expect(sources).toContain("pnpm-lock.yaml");
  const [, program = ""] = /^CMD \["node", "(.+)"\]$/m.exec(dockerfile) ?? [];
  for (const path of [...sources, program])
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  expect(dockerfile.indexOf("USER node")).toBeGreaterThan(dockerfile.indexOf("RUN "));
});

function nameOf(element: Element): string {
  return Object.keys(element).find((key) => key !== ":@") ?? "";
}

function childrenOf(element: Element): Element[] {
  const children: unknown = element[nameOf(element)];
  return Array.isArray(children)
    ? children.filter((child): child is Element => typeof child === "object")
    : [];
}

function descendantsOf(element: Element): string[] {
  return childrenOf(element).flatMap((child) => [nameOf(child)].concat(descendantsOf(child)));
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
