import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { localServerVariableNames, readLocalServerConfig } from "../src/config.ts";

const repository = join(import.meta.dirname, "../../..");
const page = readFileSync(join(repository, "docs/connect-local.md"), "utf8");

const text = z.string().min(1);
const server = { command: text, args: z.array(text).optional(), env: z.record(text, text).optional() };

/**
 * The format that each program documents for a server that it starts itself. This test refuses fields that a program does not know,
 * because most programs ignore such fields silently.
 */
const formats: Record<string, z.ZodType<Configuration>> = {
  // https://code.visualstudio.com/docs/agents/reference/mcp-configuration: `type` and `command` are required.
  "Visual Studio Code": z.strictObject({
    servers: z.record(
      text,
      z.strictObject({ type: z.literal("stdio"), ...server, envFile: text.optional(), cwd: text.optional() }),
    ),
    inputs: z.array(z.looseObject({ type: text, id: text })).optional(),
  }),
  // https://modelcontextprotocol.io/docs/develop/connect-local-servers: no `type`.
  "Claude Desktop": z.strictObject({ mcpServers: z.record(text, z.strictObject(server)) }),
  // https://code.claude.com/docs/en/mcp
  "Claude Code": z.strictObject({
    mcpServers: z.record(text, z.strictObject({ type: z.literal("stdio").optional(), ...server })),
  }),
  // https://cursor.com/docs/context/mcp
  Cursor: z.strictObject({
    mcpServers: z.record(
      text,
      z.strictObject({ type: z.literal("stdio").optional(), ...server, envFile: text.optional() }),
    ),
  }),
  // https://github.com/modelcontextprotocol/inspector
  "MCP Inspector": z.strictObject({
    mcpServers: z.record(text, z.strictObject({ type: z.literal("stdio").optional(), ...server })),
  }),
};

type Server = z.output<z.ZodObject<typeof server>>;
type Configuration = { servers: Record<string, Server> } | { mcpServers: Record<string, Server> };

function snippetOf(heading: string): unknown {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const json = /```json\n(.*?)```/s.exec(section.split("\n## ")[0] ?? "")?.[1];
  if (json === undefined) throw new Error(`The page has no JSON for ${heading}.`);
  return JSON.parse(json);
}

function onlyServerOf(configuration: Configuration): Server {
  const servers = "servers" in configuration ? configuration.servers : configuration.mcpServers;
  const [only, ...others] = Object.values(servers);
  if (only === undefined || others.length > 0) throw new Error("Not exactly one server.");
  return only;
}

describe.each(Object.entries(formats))("the snippet for %s", (heading, format) => {
  it("has the format that the program documents", () => {
    expect(format.safeParse(snippetOf(heading)).error).toBeUndefined();
  });

  it("starts this server, with variables that it knows and can use", () => {
    const { command, args = [], env = {} } = onlyServerOf(format.parse(snippetOf(heading)));
    expect(command).toBe("node");
    const paths = args.map((arg) => arg.replace(/^(\/path\/to\/workshop|\$\{WORKSHOP:-[^}]+\})/, repository));
    expect(paths.map((path) => existsSync(path))).toEqual([true]);
    for (const name of Object.keys(env)) expect(localServerVariableNames).toContain(name);
    expect(() => readLocalServerConfig(env)).not.toThrow();
  });
});

describe("every variable of the local server", () => {
  it.each([".env.example", "packages/local-server/README.md"])("is described in %s", (file) => {
    const described = readFileSync(join(repository, file), "utf8");
    expect(localServerVariableNames.filter((name) => !described.includes(name))).toEqual([]);
  });
});
