import { Client, type ElicitResult } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { inheritedEnvironment, type MockProcess, programOf } from "@mcp-entra/workshop";
import { listenForTaps, type Recorder } from "@mcp-entra/workshop/recording";
import packageJson from "../../package.json" with { type: "json" };
import { inputOf } from "./tools.ts";
import { readAnswer, type ToolSession } from "./tool-session.ts";

export interface LocalSessionOptions {
  mock: MockProcess;
  openPage: (url: URL) => Promise<void>;
  recorder: Recorder;
}

/** Starts the local server, as an MCP client does: over stdin and stdout. Its tokens are only in its memory. */
export async function openLocalSession({
  mock,
  openPage,
  recorder,
}: LocalSessionOptions): Promise<ToolSession> {
  const client = clientThatOpensPages(openPage);
  const taps = await listenForTaps(recorder, { server: "local" });
  const tapped = taps.wrap(process.execPath, [programOf("@mcp-entra/local-server"), "--sign-in", "client"]);
  const close = async (): Promise<void> => {
    await client.close();
    await taps.close();
  };
  const transport = new StdioClientTransport({
    command: tapped.command,
    args: tapped.args,
    env: { ...inheritedEnvironment(), ...mock.environment.local, ...tapped.env, TOKEN_CACHE: "memory" },
    // The tap sends the server's lines on stderr to the recorder.
    stderr: "ignore",
  });
  await client.connect(transport);
  return {
    protocol: client.getNegotiatedProtocolVersion() ?? "of an unknown version",
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    callTool: async (name) => readAnswer(await client.callTool({ name, arguments: inputOf(name) })),
    // MSAL renews by itself, with each call of the tool.
    renew: async () => true,
    signOut: close,
    close,
  };
}

/** An MCP client that declares URL elicitation: it opens the page that a server asks for. */
function clientThatOpensPages(openPage: (url: URL) => Promise<void>): Client {
  const client = new Client(
    { name: "stage", version: packageJson.version },
    { capabilities: { elicitation: { url: {} } } },
  );
  client.setRequestHandler("elicitation/create", async ({ params }): Promise<ElicitResult> => {
    if (!("url" in params)) return { action: "decline" };
    // “accept” means that the user has agreed to open the page. The sign-in on the page comes later.
    openPage(new URL(params.url)).catch(() => undefined);
    return { action: "accept" };
  });
  return client;
}
