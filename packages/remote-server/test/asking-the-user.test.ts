import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Endpoints } from "../src/auth/rules/endpoints.ts";
import { sendToMcp } from "./support/by-hand.ts";
import { type Generation, generations } from "./support/generations.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const mail = { subject: "Reminder", body: "Rotate the secret." };
const identity = { name: "test", version: "1" };

/** The user's answer to the question. */
type Person = (message: string) => "accept" | "decline" | "cancel";
type CallTool = (call: { name: string; arguments: Record<string, unknown> }) => Promise<unknown>;

/** An unmodified client that can ask its user: on a stream with the older generation, in rounds with the newer one. */
async function connect(
  generation: Generation,
  endpoints: Endpoints,
  token: string,
  person: Person,
): Promise<CallTool> {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const capabilities = { elicitation: {} };
  if (generation === "2025-11-25") {
    const client = new OlderClient(identity, { capabilities });
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      action: person(params.message),
      content: {},
    }));
    await client.connect(new SSEClientTransport(new URL(endpoints.sse), { requestInit }));
    onTestFinished(async () => client.close());
    return async (call) => client.callTool(call);
  }
  const client = new Client(identity, { capabilities, versionNegotiation: { mode: { pin: generation } } });
  client.setRequestHandler("elicitation/create", ({ params }) => ({
    action: person(params.message),
    content: {},
  }));
  await client.connect(new StreamableHTTPClientTransport(new URL(endpoints.mcp), { requestInit }));
  onTestFinished(async () => client.close());
  return async (call) => client.callTool(call);
}

const signedInForMail = async () => signedIn(seed.users.ada, "User.Read Mail.Send");

/** One round of a call in MCP 2026-07-28. */
async function round(
  endpoints: Endpoints,
  token: string,
  more: { state?: string; action?: string; input?: object; capabilities?: Record<string, unknown> } = {},
): Promise<Record<string, unknown>> {
  const { state, action, input = mail, capabilities = { elicitation: { form: {} } } } = more;
  const params = {
    name: "sendMailToSelf",
    arguments: input,
    ...(state !== undefined && { requestState: state }),
    ...(action !== undefined && { inputResponses: { agreement: { action, content: {} } } }),
  };
  const message = { method: "tools/call", params };
  const response = await sendToMcp(endpoints, token, message, "2026-07-28", capabilities);
  return ((await response.json()) as { result: Record<string, unknown> }).result;
}

const stateOf = (result: Record<string, unknown>): string => String(result["requestState"]);

describe.each(generations)("before a mail is sent, in MCP %s, the user", (generation) => {
  it("sees all of it, and a yes sends it once", async () => {
    const { server, endpoints, token } = await signedInForMail();
    const person = vi.fn<Person>(() => "accept");
    const call = await connect(generation, endpoints, token, person);
    expect(await call({ name: "sendMailToSelf", arguments: mail })).toMatchObject({
      structuredContent: { sent: true, sentTo: seed.users.ada.userPrincipalName },
    });
    expect(person.mock.calls).toEqual([
      ["Send this mail to yourself?\n\nSubject: Reminder\n\nRotate the secret."],
    ]);
    expect(entra.sentMail.entries()).toHaveLength(1);
    expect(server.eventsNamed("tool_allowed")).toHaveLength(1);
  });

  it.each(["decline", "cancel"] as const)("can %s, whatever the arguments say", async (action) => {
    const { server, endpoints, token } = await signedInForMail();
    const call = await connect(generation, endpoints, token, () => action);
    expect(await call({ name: "sendMailToSelf", arguments: { ...mail, confirm: true } })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("The user has declined, so nothing has been done.") }],
    });
    expect(entra.sentMail.entries()).toEqual([]);
    expect(server.eventsNamed("tool_denied")).toMatchObject([{ reason: "the user has declined" }]);
    expect(server.eventsNamed("tool_allowed")).toEqual([]);
  });

  it("is not asked about arguments that cannot be used", async () => {
    const { endpoints, token } = await signedInForMail();
    const person = vi.fn<Person>(() => "accept");
    const call = await connect(generation, endpoints, token, person);
    expect(await call({ name: "sendMailToSelf", arguments: { ...mail, subject: "" } })).toMatchObject({
      isError: true,
    });
    expect(person).not.toHaveBeenCalled();
  });
});

describe("an answer", () => {
  it("counts once, even when it comes twice at the same moment", async () => {
    const { endpoints, token } = await signedInForMail();
    const state = stateOf(await round(endpoints, token));
    const twice = [1, 2].map(async () => round(endpoints, token, { state, action: "accept" }));
    const types = (await Promise.all(twice)).map(({ resultType }) => resultType);
    expect(new Set(types)).toEqual(new Set(["complete", "input_required"]));
    expect(entra.sentMail.entries()).toHaveLength(1);
  });

  it("to no open question leads to a new question, and stands in the audit log", async () => {
    const { server, endpoints, token } = await signedInForMail();
    expect(await round(endpoints, token, { state: "made up", action: "accept" })).toMatchObject({
      resultType: "input_required",
    });
    expect(server.eventsNamed("tool_denied")).toMatchObject([
      { tool: "sendMailToSelf", reason: "the answer belongs to no open question" },
    ]);
  });

  it("counts for five minutes", async () => {
    const { endpoints, token } = await signedInForMail();
    const [early, late] = [stateOf(await round(endpoints, token)), stateOf(await round(endpoints, token))];
    moveTime(4 * 60);
    expect(await round(endpoints, token, { state: early, action: "accept" })).toMatchObject({
      structuredContent: { sent: true },
    });
    moveTime(2 * 60);
    expect(await round(endpoints, token, { state: late, action: "accept" })).toMatchObject({
      resultType: "input_required",
    });
  });

  it("that is missing uses nothing up", async () => {
    const { endpoints, token } = await signedInForMail();
    const state = stateOf(await round(endpoints, token));
    expect(await round(endpoints, token, { state })).toMatchObject({ resultType: "input_required" });
    expect(await round(endpoints, token, { state, action: "accept" })).toMatchObject({
      structuredContent: { sent: true },
    });
  });

  it("counts for the same words in another order", async () => {
    const { endpoints, token } = await signedInForMail();
    const state = stateOf(await round(endpoints, token));
    const input = { body: mail.body, subject: mail.subject };
    expect(await round(endpoints, token, { state, action: "accept", input })).toMatchObject({
      structuredContent: { sent: true },
    });
  });
});

it.each([
  ["nothing", {}],
  ["opening pages, but no forms", { elicitation: { url: {} } }],
])("a client that can do %s is told how to get on, and confirm stays", async (_what, capabilities) => {
  const { endpoints, token } = await signedInForMail();
  expect(await round(endpoints, token, { capabilities })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("call again with confirm: true") }],
  });
  const input = { ...mail, confirm: true };
  expect(await round(endpoints, token, { capabilities, input })).toMatchObject({
    structuredContent: { sent: true },
  });
});
