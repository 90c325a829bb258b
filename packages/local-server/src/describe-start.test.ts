import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeStart } from "./describe-start.ts";

describe("what stderr says at start-up", () => {
  it("to an MCP client's log: nothing", () => {
    expect(describeStart(false, process.execPath)).toBeUndefined();
  });

  it("to a person at a terminal: what this is, and a client configuration that works", () => {
    const text = describeStart(true, process.execPath) ?? "";
    expect(text).toMatch(/^This is an MCP server over stdio\./);
    expect(text).toContain("@modelcontextprotocol/inspector");
    expect(text).toContain("Ctrl-C");
    const config: unknown = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    expect(config).toMatchObject({ mcpServers: { "local-server": { command: process.execPath } } });
    const main = /"(\/[^"]+main\.ts)"/.exec(text)?.[1] ?? "";
    expect(existsSync(main)).toBe(true);
  });
});
