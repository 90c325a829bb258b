import { globalAgent } from "node:https";
import { formatWithOptions } from "node:util";
import { seed } from "@mcp-entra/mock-entra";
import { recordFiles, startOver, turnDebuggingOn, withoutNetwork } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { onTestFinished, vi } from "vitest";
import { AuthenticationService } from "#exercise/authentication-service.ts";
import { registerGetUserDetailsFromGraph } from "#exercise/get-user-details-from-graph.ts";
import { createSimulatedUser, type SimulatedUser } from "./simulated-user.ts";

/** The outcome of a tool call, in one shape for results and errors. */
interface ToolOutcome {
  isError: boolean;
  /** The text of the result, or of what was thrown. */
  text: string;
  /** The JSON object in the result. The result may also have a sentence, as another part. */
  user: Record<string, unknown> | undefined;
  /** All that the client gets: the whole result, log messages of MCP, and resources. */
  whole: string;
}

export interface Session {
  service: AuthenticationService;
  person: SimulatedUser;
  log: string[];
  /** The token, or what was thrown instead. */
  acquireToken: () => Promise<{ token: string; error: unknown }>;
  toolNames: () => Promise<string[]>;
  /** The names of the arguments in the tool's schema. */
  argumentNames: () => Promise<string[]>;
  call: (toolArguments?: Record<string, string>) => Promise<ToolOutcome>;
}

/** MSAL looks every 100 ms whether its own listener is up. That is most of a sign-in here, and no test has to wait for it. */
function hurryMsal(): void {
  const { setInterval } = globalThis;
  if (vi.isMockFunction(setInterval)) return;
  const hurried = (callback: () => void, ms?: number) => setInterval(callback, ms === 100 ? 20 : ms);
  const spy = vi.spyOn(globalThis, "setInterval").mockImplementation(hurried as typeof setInterval);
  onTestFinished(() => spy.mockRestore());
}

/** If the learner's code turns the checks of certificates off, they are on again after the test. */
function restoreTls(): void {
  const { NODE_TLS_REJECT_UNAUTHORIZED: environment } = process.env;
  const { rejectUnauthorized } = globalAgent.options;
  onTestFinished(() => {
    if (environment === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = environment;
    if (rejectUnauthorized === undefined) delete globalAgent.options.rejectUnauthorized;
    else globalAgent.options.rejectUnauthorized = rejectUnauthorized;
  });
}

/** The learner's code, as it was loaded with the tests. */
const loaded = { AuthenticationService, registerGetUserDetailsFromGraph };

const paths = {
  service: "#exercise/authentication-service.ts",
  tool: "#exercise/get-user-details-from-graph.ts",
};

/** Loads the learner's code again, as a new process does: its modules run again. */
export async function loadAnew(): Promise<typeof loaded> {
  const modules: object[] = [];
  const mark = startOver(import.meta);
  for (const path of Object.values(paths)) modules.push((await import(`${path}${mark}`)) as object);
  return Object.assign({}, ...modules) as typeof loaded;
}

interface SessionOptions {
  code?: typeof loaded;
  /** Comes between the tool and the service. */
  aroundToken?: (next: () => Promise<string>) => Promise<string>;
}

/** The learner's service and tool, an MCP client, and Ada at her browser. */
export async function startSession({
  code = loaded,
  aroundToken = async (next) => next(),
}: SessionOptions = {}): Promise<Session> {
  hurryMsal();
  withoutNetwork();
  restoreTls();
  const person = createSimulatedUser();
  const log: string[] = [];
  const deps = { openBrowser: person.openBrowser, log: (line: string) => void log.push(line) };
  const application = { clientId: seed.applications.local.appId, tenantId: seed.tenant.id };
  const service = await code.AuthenticationService.create(application, deps);
  const server = new McpServer({ name: "exercise", version: "1.0.0" });
  const authenticationService = { acquireToken: async () => aroundToken(async () => service.acquireToken()) };
  code.registerGetUserDetailsFromGraph(server, { authenticationService, log: deps.log });
  const client = new Client({ name: "learner", version: "1.0.0" });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const sent = recordMessages(serverSide);
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
    argumentNames: async () =>
      client.listTools().then(
        ({ tools }) => tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {})),
        () => [],
      ),
    call: async (toolArguments = {}) => callTool(client, sent, toolArguments),
  };
}

/** All messages that the server sends: a log message of MCP and a resource leave it, too. */
function recordMessages(serverSide: InMemoryTransport): string[] {
  const sent: string[] = [];
  const send = serverSide.send.bind(serverSide);
  serverSide.send = async (message, options) => {
    sent.push(JSON.stringify(message));
    return send(message, options);
  };
  return sent;
}

/** Reads what the server offers beside its tool, so that it is sent. */
async function readResources(client: Client): Promise<void> {
  if (client.getServerCapabilities()?.resources === undefined) return;
  const { resources } = await client.listResources();
  for (const { uri } of resources) await client.readResource({ uri });
}

async function callTool(
  client: Client,
  sent: string[],
  toolArguments: Record<string, string>,
): Promise<ToolOutcome> {
  const before = sent.length;
  try {
    const result = CallToolResultSchema.parse(
      await soon(
        client.callTool({ name: "GetUserDetailsFromGraph", arguments: toolArguments, _meta: toolArguments }),
        "The tool",
      ),
    );
    const texts = result.content.map((part) => (part.type === "text" ? part.text : ""));
    const text = texts.join("");
    noteOnFailure(`The tool answered: ${text.length > 200 ? `${text.slice(0, 200)} …` : text}`);
    const user = texts.map(parseUser).find((each) => each !== undefined);
    await readResources(client);
    return { isError: result.isError === true, text, user, whole: sent.slice(before).join("\n") };
  } catch (error) {
    noteOnFailure(`The call of the tool failed: ${String(error)}`);
    const text = error instanceof Error ? error.message : String(error);
    return { isError: true, text, user: undefined, whole: [text, ...sent.slice(before)].join("\n") };
  }
}

/** A sign-in takes a tenth of a second here. A call that waits for ever would take ten seconds in each test. */
async function soon<Result>(result: Promise<Result>, what: string): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const message = `${what} did not end. A user can sign in only if openBrowser is given to acquireTokenInteractive. A device code on the console reaches no user: the client reads stdout, and hides stderr.`;
    timer = setTimeout(() => reject(new Error(message)), 8_000);
  });
  return Promise.race([result, tooLate]).finally(() => clearTimeout(timer));
}

function parseUser(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** As console prints it: an error with its stack, an object with its fields. */
function printed(values: unknown[]): string {
  return formatWithOptions({ depth: 8 }, ...values);
}

/** Records what is written to stdout, stderr and files until the test ends. @param options.debugging whether debugging is on. */
export function captureOutput({ debugging = true } = {}): {
  stdout: string[];
  stderr: string[];
  written: () => string;
} {
  if (debugging) turnDebuggingOn();
  const stdout: string[] = [];
  const output = { stdout, stderr: [] as string[], written: recordFiles((text) => void stdout.push(text)) };
  const spies = [
    ...(["stdout", "stderr"] as const).map((name) =>
      vi.spyOn(process[name], "write").mockImplementation((text) => {
        output[name].push(String(text));
        return true;
      }),
    ),
    ...(["debug", "dir", "info", "log", "table"] as const).map((name) =>
      vi
        .spyOn(console, name)
        .mockImplementation((...values: unknown[]) => void output.stdout.push(values.join(" "))),
    ),
    ...(["error", "trace", "warn"] as const).map((name) =>
      vi
        .spyOn(console, name)
        .mockImplementation((...values: unknown[]) => void output.stderr.push(printed(values))),
    ),
    // Node prints a warning to stderr.
    vi
      .spyOn(process, "emitWarning")
      .mockImplementation((warning: unknown) => void output.stderr.push(printed([warning]))),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return output;
}
