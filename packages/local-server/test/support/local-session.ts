import type { ICachePlugin, INativeBrokerPlugin } from "@azure/msal-node";
import { type AuditEvent, readEntraConfig } from "@mcp-entra/auth-core";
import { type MockEntra, seed } from "@mcp-entra/mock-entra";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import {
  type CallToolResult,
  CallToolResultSchema,
  ElicitationCompleteNotificationSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { onTestFinished } from "vitest";
import { AuthenticationService } from "../../src/authentication-service.ts";
import { createLocalServer } from "../../src/local-server.ts";
import type { SignInOption } from "../../src/sign-in/choose-way.ts";
import { createSimulatedUser, type SimulatedUser } from "./simulated-user.ts";

interface Elicitation {
  url: string;
  message: string;
  elicitationId: string;
}

export interface SessionOptions {
  /** The client's answer to URL elicitation; without it, the client cannot show URLs. */
  answer?: (
    elicitation: Elicitation,
  ) => "accept" | "decline" | "cancel" | Promise<"accept" | "decline" | "cancel">;
  openUrl?: (url: string) => Promise<void>;
  signInOption?: SignInOption;
  timeLimitSeconds?: number;
  /** Where tokens outlive the session. */
  cachePlugin?: ICachePlugin | undefined;
  broker?: INativeBrokerPlugin;
}

/** A client and the server, connected in memory, and everything that either of them was told. */
export interface Session {
  call: (options?: { signal?: AbortSignal }) => Promise<CallToolResult>;
  client: Client;
  authenticationService: AuthenticationService;
  elicitations: Elicitation[];
  /** Ids of elicitations that the server has declared complete. */
  completed: string[];
  events: AuditEvent[];
  stderr: string[];
  /** What came as MCP log notifications. */
  notices: unknown[];
  /** Methods of everything that the server has sent of its own accord. */
  sent: string[];
}

export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const told = {
    elicitations: [],
    completed: [],
    events: [],
    stderr: [],
    notices: [],
    sent: [],
  } satisfies Partial<Session>;
  const session: Omit<Session, "client" | "call" | "authenticationService"> = told;
  const authenticationService = await AuthenticationService.create(
    readEntraConfig({ AZURE_TENANT_ID: seed.tenant.id, AZURE_CLIENT_ID: seed.applications.local.appId }),
    {
      signInOption: options.signInOption ?? "auto",
      machine: { isRemote: false, hasDisplay: true },
      recordEvent: (event) => session.events.push(event),
      log: () => undefined,
      cachePlugin: options.cachePlugin,
      broker: options.broker,
      ...(options.timeLimitSeconds && { timeLimitSeconds: options.timeLimitSeconds }),
    },
  );
  const server = createLocalServer({
    authenticationService: async () => authenticationService,
    graphBaseUrl: "https://graph.microsoft.com",
    recordEvent: (event) => session.events.push(event),
    openUrl: options.openUrl ?? (async () => undefined),
    writeLine: (line) => session.stderr.push(line),
  });
  const client = createClient(options, session);
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  recordSent(serverSide, session.sent);
  await Promise.all([server.connect(serverSide), client.connect(clientSide)]);
  onTestFinished(async () => {
    await authenticationService.close();
    await client.close();
  });
  return { ...session, client, authenticationService, call: async (request) => callTool(client, request) };
}

/** A client that shows URLs, and Ada, who signs in wherever it leads her. */
export async function startSessionWithAda(
  options: SessionOptions = {},
): Promise<Session & { person: SimulatedUser }> {
  const person = createSimulatedUser();
  const session = await startSession({
    ...options,
    answer: ({ url }) => {
      person.signInAt(url);
      return "accept";
    },
  });
  return { ...session, person };
}

/** The grants that have been asked for at the token endpoint, oldest first. */
export function tokenRequestsOf(entra: MockEntra): (string | null)[] {
  return entra.trace
    .entries()
    .filter(({ endpoint }) => endpoint === "token")
    .map(({ grantType }) => grantType);
}

function recordSent(transport: InMemoryTransport, sent: string[]): void {
  const send = transport.send.bind(transport);
  transport.send = async (message, options) => {
    if ("method" in message) sent.push(message.method);
    return send(message, options);
  };
}

function createClient(
  { answer }: SessionOptions,
  session: Pick<Session, "elicitations" | "completed" | "notices">,
): Client {
  const client = new Client(
    { name: "test-client", version: "1.0.0" },
    { capabilities: answer === undefined ? {} : { elicitation: { url: {} } } },
  );
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    session.notices.push(params.data);
  });
  if (answer === undefined) return client;
  client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => {
    session.completed.push(params.elicitationId);
  });
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    if (params.mode !== "url") throw new Error("The server asked for a form instead of a URL.");
    session.elicitations.push(params);
    return { action: await answer(params) };
  });
  return client;
}

async function callTool(client: Client, options: { signal?: AbortSignal } = {}): Promise<CallToolResult> {
  const result = await client.callTool({ name: "GetUserDetailsFromGraph" }, CallToolResultSchema, options);
  return CallToolResultSchema.parse(result);
}

/** The sentence that a tool answers with when it fails. */
export function errorTextOf(result: CallToolResult): string {
  const [content] = result.content;
  if (result.isError !== true || content?.type !== "text") throw new Error("The tool has not failed.");
  return content.text;
}
