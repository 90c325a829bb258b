import { describe, expect, it } from "vitest";
import { declarationIn } from "./declaration-in.ts";

const source = `import { x } from "./x.ts";

/** Says hello. */
export function hello(name: string): string {
  return \`hello \${name}\`;
}

// Why ten.
const limit = 10;
const names = [
  "a",
];

export async function long(
  first: string,
): Promise<void> {
  await first;
}

export class Greeter {
  readonly #name = "x";

  /** Greets. */
  async greet(): Promise<string> {
    return this.#name;
  }
}
`;

describe("declarationIn", () => {
  it("takes a function with the comment above it, to its last line", () => {
    expect(declarationIn(source, "hello")).toBe(
      "/** Says hello. */\nexport function hello(name: string): string {\n  return `hello ${name}`;\n}",
    );
  });

  it("takes a constant on one line, and one on several", () => {
    expect(declarationIn(source, "limit")).toBe("// Why ten.\nconst limit = 10;");
    expect(declarationIn(source, "names")).toBe('const names = [\n  "a",\n];');
  });

  it("does not take the end of the parameters for the end of the function", () => {
    expect(declarationIn(source, "long")).toMatch(/await first;\n\}$/);
  });

  it("takes a method out of its class, and its indent away", () => {
    expect(declarationIn(source, "Greeter.greet")).toBe(
      "/** Greets. */\nasync greet(): Promise<string> {\n  return this.#name;\n}",
    );
  });

  it("says what it looked for when there is no such thing", () => {
    expect(() => declarationIn(source, "goodbye")).toThrow(/goodbye.*found 0/);
  });
});
