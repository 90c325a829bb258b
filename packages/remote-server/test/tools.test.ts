import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createAccessPolicy } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Endpoints } from "../src/auth/rules/endpoints.ts";
import { graphPermissionsFor } from "../src/auth/rules/scopes.ts";
import { defineTool } from "../src/tools/tool.ts";
import { createToolBox, type ToolBox } from "../src/tools/tool-box.ts";
import { callByHand, redeem, register, signInByHand } from "./support/by-hand.ts";
import { createLoneMcpServer } from "./support/lone-mcp-server.ts";
import { signedIn } from "./support/signed-in.ts";
import { connectAs } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
const mail = { subject: "Reminder", body: "Rotate the secret." };

async function resultOf(response: Response): Promise<Record<string, unknown>> {
  return ((await response.json()) as { result: Record<string, unknown> }).result;
}

/** @returns the token of a new client. */
async function signedInTo(
  endpoints: Endpoints,
  user: Parameters<typeof signInByHand>[2],
  scope: string,
): Promise<string | undefined> {
  const client = await register(endpoints);
  const code = (await signInByHand(endpoints, client, user, { scope })).get("code") ?? "";
  return (await redeem(endpoints, client, code))["access_token"];
}

/** Sends one message to a server with these tools, as a user with every scope and no role. */
async function ask(toolBox: ToolBox, method: string, params: Record<string, unknown> = {}): Promise<unknown> {
  const server = createLoneMcpServer({ toolBox });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const scopes = ["User.Read", "User.ReadBasic.All", "Mail.Send"];
  const session = { id: "session", userId: "ada", clientId: "client", scopes, roles: [] };
  const answer = await transport.handleRequest(
    new Request("http://localhost/mcp", { method: "POST", headers }),
    {
      authInfo: { token: "token", clientId: "client", scopes, extra: { session } },
      parsedBody: { jsonrpc: "2.0", id: 1, method, params },
    },
  );
  return answer.json();
}

describe("a tool without a decision", () => {
  const toolBox: ToolBox = { ...createToolBox(), policy: createAccessPolicy([]) };

  it("is not listed", async () => {
    expect(await ask(toolBox, "tools/list")).toMatchObject({ result: { tools: [] } });
  });

  it("cannot be called", async () => {
    expect(await ask(toolBox, "tools/call", { name: "getUserDetails" })).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining("cannot be called") }] },
    });
  });
});

const harmless = {
  title: "Harmless",
  description: "A tool of this test.",
  access: { scopes: ["User.Read"], roles: [] },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
} as const;

describe("every tool", () => {
  it("stands in the policy with at least one scope, tells what it does to things, and describes what it takes and gives", () => {
    const { tools, policy } = createToolBox();
    for (const { name, access, annotations, inputSchema, outputSchema, description } of tools) {
      expect(access.scopes.length, name).toBeGreaterThan(0);
      expect(policy.decide(name, { scopes: [], roles: access.roles })).toMatchObject({
        kind: "scope_missing",
      });
      expect(Object.keys(annotations)).toHaveLength(4);
      expect(inputSchema).toMatchObject({ type: "object" });
      expect(outputSchema).toMatchObject({ type: "object", properties: expect.any(Object) });
      expect(description.length).toBeGreaterThan(20);
    }
  });

  it("stands in the README with the rule that it really has", () => {
    const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| `(\w+)` +\| ([^|]+)\| ([^|]+)\| ([^|]+)\|$/gm)].map((row) =>
      row.slice(1).map((cell) => cell.trim()),
    );
    const rules = createToolBox().tools.map(({ name, access: { scopes, roles } }) => [
      name,
      scopes.join(", "),
      roles.join(", ") || "none",
      graphPermissionsFor(scopes).join(", "),
    ]);
    expect(rows).toEqual(rules);
  });

  it("that fails for a reason of its own says so, and repeats nothing of it", async () => {
    const broken = defineTool({
      ...harmless,
      name: "broken",
      input: z.object({}),
      output: z.object({}),
      run: async () => Promise.reject(new Error("could not reach redis://:secret@store")),
    });
    expect(await ask(createToolBox([broken]), "tools/call", { name: "broken" })).toMatchObject({
      result: {
        isError: true,
        content: [{ text: "The tool failed for an internal reason. Try again later." }],
      },
    });
  });

  it("names wrong arguments, a few of them, and not at any length", async () => {
    const input = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`${"x".repeat(900)}${index}`, 1]),
    );
    const { endpoints, token } = await signedIn(seed.users.ada, "User.Read Mail.Send");
    const { content } = await resultOf(await callByHand(endpoints, token, "sendMailToSelf", input));
    const [{ text = "" } = {}] = content as { text?: string }[];
    expect(text).toMatch(/^The arguments cannot be used\./);
    expect(text.length).toBeLessThan(1_100);
  });

  it("checks what its own code returns before it leaves", async () => {
    const leaky = defineTool({
      ...harmless,
      name: "leaky",
      input: z.object({}),
      output: z.object({ name: z.string() }),
      run: async () => ({ name: "Ada", accessToken: "a token" }),
    });
    const answer = JSON.stringify(await ask(createToolBox([leaky]), "tools/call", { name: "leaky" }));
    expect(answer).toContain("Ada");
    expect(answer).not.toContain("a token");
  });
});

describe("an unknown tool", () => {
  it.each(["nothing", "constructor", "__proto__"])(
    "%s is an error of the protocol that repeats nothing",
    async (name) => {
      const { endpoints, token } = await signedIn();
      const answer = await (await callByHand(endpoints, token, name)).json();
      expect(answer).toMatchObject({ error: { code: -32_602 } });
      expect(JSON.stringify(answer)).not.toContain(name);
    },
  );
});

describe("sendMailToSelf", () => {
  it("sends nothing without the user's agreement, and says how to get it", async () => {
    const { endpoints, token } = await signedIn(seed.users.ada, "User.Read Mail.Send");
    for (const input of [mail, { ...mail, confirm: false }]) {
      expect(await resultOf(await callByHand(endpoints, token, "sendMailToSelf", input))).toMatchObject({
        isError: true,
        content: [{ text: expect.stringMatching(/Nothing has been sent.*confirm: true/) }],
      });
    }
    expect(entra.sentMail.entries()).toEqual([]);
  });

  it("sends to the signed-in user only", async () => {
    const { endpoints, token } = await signedIn(seed.users.grace, "User.Read Mail.Send");
    const response = await callByHand(endpoints, token, "sendMailToSelf", { ...mail, confirm: true });
    const address = seed.users.grace.userPrincipalName;
    expect(await resultOf(response)).toMatchObject({
      structuredContent: { sent: true, sentTo: address, subject: mail.subject },
    });
    expect(entra.sentMail.entries().map(({ message }) => message.toRecipients)).toEqual([
      [{ emailAddress: { address } }],
    ]);
  });

  it.each([
    ["a recipient", { to: "eve@evil.example" }, "arguments"],
    ["a body without end", { body: "a".repeat(10_001) }, "body"],
    ["a confirmation in words", { confirm: "yes" }, "confirm"],
  ])("refuses %s", async (_case, change, named) => {
    const { endpoints, token } = await signedIn(seed.users.ada, "User.Read Mail.Send");
    const input = { ...mail, confirm: true, ...change };
    expect(await resultOf(await callByHand(endpoints, token, "sendMailToSelf", input))).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining(`The arguments cannot be used. ${named}: `) }],
    });
    expect(entra.sentMail.entries()).toEqual([]);
  });
});

describe("listDirectoryUsers", () => {
  it("leads an unmodified client through all pages", async () => {
    const { endpoints } = await startTestServer();
    const { client } = await connectAs(seed.users.ada, endpoints, "streamable-http", {
      scopes: ["User.Read", "User.ReadBasic.All"],
    });
    await client.listTools();
    const names: string[] = [];
    let cursor: unknown;
    do {
      const input = { pageSize: 1, ...(cursor === undefined ? {} : { cursor }) };
      const { structuredContent } = await client.callTool({ name: "listDirectoryUsers", arguments: input });
      const page = structuredContent as { users: { displayName: string }[]; nextCursor?: string };
      names.push(...page.users.map(({ displayName }) => displayName));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(names)).toEqual(new Set(["Ada Lovelace", "Alan Turing", "Grace Hopper"]));
  });

  it("refuses an address in place of a cursor", async () => {
    const { endpoints, token } = await signedIn(seed.users.ada, "User.Read User.ReadBasic.All");
    const input = { cursor: "https://evil.example/v1.0/users" };
    expect(await resultOf(await callByHand(endpoints, token, "listDirectoryUsers", input))).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("begin at the first page") }],
    });
  });

  it("shows no more with another's cursor than with none", async () => {
    const ada = await signedIn(seed.users.ada, "User.Read User.ReadBasic.All");
    const [list, scope] = ["listDirectoryUsers", "User.Read User.ReadBasic.All"];
    const page = await resultOf(await callByHand(ada.endpoints, ada.token, list, { pageSize: 1 }));
    const { nextCursor: cursor } = page["structuredContent"] as { nextCursor: string };
    const askedBefore = entra.trace.entries().length;
    const grace = await signedInTo(ada.endpoints, seed.users.grace, scope);
    const answer = await resultOf(await callByHand(ada.endpoints, grace, list, { cursor }));
    expect(JSON.stringify(answer)).toContain("Ask your administrator for the app role Directory.Reader");
    const asked = entra.trace.entries().slice(askedBefore);
    expect(asked.filter(({ endpoint }) => endpoint === "graph-users")).toEqual([]);
  });
});
