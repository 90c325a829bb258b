import type { ICachePlugin, INativeBrokerPlugin } from "@azure/msal-node";
import { type AuditEvent, readEntraConfig } from "@mcp-entra/auth-core";
import { type MockEntra, seed } from "@mcp-entra/mock-entra";
import { type CallToolResult, CallToolResultSchema, type Progress } from "@modelcontextprotocol/sdk/types.js";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { onTestFinished } from "vitest";
import { AuthenticationService } from "../../src/authentication-service.ts";
import { createLocalServer } from "../../src/local-server.ts";
import type { Machine } from "../../src/sign-in/machine.ts";
import type { SignInOption } from "../../src/sign-in/choose-ways.ts";
import {
  type AnswerToUrl,
  connectClient,
  type Elicitation,
  type Generation,
  type TestClient,
} from "./clients.ts";
import { createSimulatedUser, type SimulatedUser } from "./simulated-user.ts";

export interface SessionOptions {
  /** The generation of MCP that the client speaks. Default: 2025-11-25. */
  generation?: Generation;
  /** The client's answer to a URL. Without it, the client cannot show URLs to its user. */
  answer?: AnswerToUrl;
  /** How long the client takes to answer, measured with the server's clock. Default: four seconds. */
  answersAfterMs?: number;
  openUrl?: (url: string) => Promise<void>;
  signInOption?: SignInOption;
  machine?: Machine;
  timeLimitSeconds?: number;
  /** A cache that keeps tokens longer than the session. */
  cachePlugin?: ICachePlugin | undefined;
  broker?: INativeBrokerPlugin;
}

/** A client and a server, connected in memory, with all messages and log lines of both. */
export interface Session extends Told {
  call: (options?: {
    signal?: AbortSignal;
    onProgress?: (told: Progress) => void;
  }) => Promise<CallToolResult>;
  listTools: TestClient["listTools"];
  authenticationService: AuthenticationService;
}

interface Told {
  /** The pages that the server asked the client to show. */
  elicitations: Elicitation[];
  /** The ids of elicitations that the server has declared complete. */
  completed: string[];
  events: AuditEvent[];
  stderr: string[];
  /** The methods of all messages that the server sent without a request. */
  sent: string[];
}

/** The server. It waits for a client at the other end of `clientSide`. */
export async function startServer(
  options: SessionOptions,
  told: Told = nothingTold(),
  now = (): number => 0,
) {
  const authenticationService = await AuthenticationService.create(
    readEntraConfig({ AZURE_TENANT_ID: seed.tenant.id, AZURE_CLIENT_ID: seed.applications.local.appId }),
    {
      signInOption: options.signInOption ?? "auto",
      machine: options.machine ?? { isRemote: false, hasDisplay: true },
      recordEvent: (event) => told.events.push(event),
      log: () => undefined,
      cachePlugin: options.cachePlugin,
      broker: options.broker,
      ...(options.timeLimitSeconds && { timeLimitSeconds: options.timeLimitSeconds }),
    },
  );
  const createServer = createLocalServer(async () => ({
    authenticationService: async () => authenticationService,
    graphBaseUrl: "https://graph.microsoft.com",
    recordEvent: (event) => told.events.push(event),
    openUrl: options.openUrl ?? (async () => undefined),
    writeLine: (line) => told.stderr.push(line),
    now,
  }));
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  recordSent(serverSide, told.sent);
  const server = serveStdio(createServer, { transport: serverSide });
  onTestFinished(async () => {
    await authenticationService.close();
    await server.close();
  });
  return { clientSide, authenticationService };
}

function nothingTold(): Told {
  return { elicitations: [], completed: [], events: [], stderr: [], sent: [] };
}

export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const told = nothingTold();
  let now = 0;
  const { clientSide, authenticationService } = await startServer(options, told, () => now);
  const { answer } = options;
  const takeTime: AnswerToUrl = async (elicitation) => {
    told.elicitations.push(elicitation);
    now += options.answersAfterMs ?? 4_000;
    return answer?.(elicitation) ?? "decline";
  };
  const client = await connectClient(options.generation ?? "2025-11-25", clientSide, {
    answer: answer && takeTime,
    onComplete: (id) => told.completed.push(id),
  });
  onTestFinished(async () => client.close());
  const call: Session["call"] = async (request) => CallToolResultSchema.parse(await client.callTool(request));
  return { ...told, call, listTools: client.listTools, authenticationService };
}

/** A client that shows URLs, and Ada, who opens each URL and signs in. */
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

/** The grants of the requests to the token endpoint, oldest first. */
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

/** The sentence in the error of a tool. */
export function errorTextOf(result: CallToolResult): string {
  const [content] = result.content;
  if (result.isError !== true || content?.type !== "text") throw new Error("The tool has not failed.");
  return content.text;
}
