import { seed } from "@mcp-entra/mock-entra";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { onTestFinished, vi } from "vitest";
import { AuthenticationService } from "#exercise/authentication-service.ts";
import { registerGetUserDetailsFromGraph } from "#exercise/get-user-details-from-graph.ts";
import { createSimulatedUser, type SimulatedUser } from "./simulated-user.ts";

/** What a tool call has come to, in one shape whatever happened. */
interface ToolOutcome {
  isError: boolean;
  /** The text of the result, or of what was thrown. */
  text: string;
  /** The text, when it is JSON. */
  user: Record<string, unknown> | undefined;
}

interface Session {
  service: AuthenticationService;
  person: SimulatedUser;
  log: string[];
  /** The token, or what was thrown instead. */
  acquireToken: () => Promise<{ token: string; error: unknown }>;
  toolNames: () => Promise<string[]>;
  call: () => Promise<ToolOutcome>;
}

/** MSAL looks every 100 ms whether its own listener is up. That is most of a sign-in here, and no test has to wait for it. */
function hurryMsal(): void {
  const { setInterval } = globalThis;
  const hurried = (callback: () => void, ms?: number) => setInterval(callback, ms === 100 ? 20 : ms);
  const spy = vi.spyOn(globalThis, "setInterval").mockImplementation(hurried as typeof setInterval);
  onTestFinished(() => spy.mockRestore());
}

/** The learner's service and tool, an MCP client, and Ada at her browser. */
export async function startSession(): Promise<Session> {
  hurryMsal();
  const person = createSimulatedUser();
  const log: string[] = [];
  const deps = { openBrowser: person.openBrowser, log: (line: string) => void log.push(line) };
  const application = { clientId: seed.applications.local.appId, tenantId: seed.tenant.id };
  const service = await AuthenticationService.create(application, deps);
  const server = new McpServer({ name: "exercise", version: "1.0.0" });
  registerGetUserDetailsFromGraph(server, { authenticationService: service, log: deps.log });
  const client = new Client({ name: "learner", version: "1.0.0" });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(serverSide), client.connect(clientSide)]);
  onTestFinished(async () => client.close());
  return {
    service,
    person,
    log,
    acquireToken: async () => {
      try {
        return { token: await soon(service.acquireToken(), "acquireToken"), error: undefined };
      } catch (error) {
        noteOnFailure(`acquireToken threw: ${String(error)}`);
        return { token: "", error };
      }
    },
    toolNames: async () =>
      client.listTools().then(
        ({ tools }) => tools.map(({ name }) => name),
        () => [],
      ),
    call: async () => callTool(client),
  };
}

async function callTool(client: Client): Promise<ToolOutcome> {
  try {
    const result = CallToolResultSchema.parse(
      await soon(client.callTool({ name: "GetUserDetailsFromGraph" }), "The tool"),
    );
    const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
    noteOnFailure(`The tool answered: ${text.slice(0, 200)}`);
    return { isError: result.isError === true, text, user: parseUser(text) };
  } catch (error) {
    noteOnFailure(`The call of the tool failed: ${String(error)}`);
    return { isError: true, text: error instanceof Error ? error.message : String(error), user: undefined };
  }
}

/** A sign-in takes a tenth of a second here; what waits for ever would keep each test for ten. */
async function soon<Result>(result: Promise<Result>, what: string): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const message = `${what} did not end. A user can sign in only if openBrowser is given to acquireTokenInteractive.`;
    timer = setTimeout(() => reject(new Error(message)), 4_000);
  });
  return Promise.race([result, tooLate]).finally(() => clearTimeout(timer));
}

function parseUser(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** MSAL and the mock both read Date, so one fake moves them together. Until the test ends. */
export function moveTime(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });
  onTestFinished(() => void vi.useRealTimers());
}

/** Everything that is written to this process's stdout and stderr from now on. */
export function captureOutput(): { stdout: string[]; stderr: string[] } {
  const written = { stdout: [] as string[], stderr: [] as string[] };
  const spies = [
    ...(["stdout", "stderr"] as const).map((name) =>
      vi.spyOn(process[name], "write").mockImplementation((text) => {
        written[name].push(String(text));
        return true;
      }),
    ),
    ...(["debug", "info", "log"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...values) => void written.stdout.push(values.join(" "))),
    ),
    ...(["error", "trace", "warn"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...values) => void written.stderr.push(values.join(" "))),
    ),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return written;
}
