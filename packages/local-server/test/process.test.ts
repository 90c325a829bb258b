import { seed } from "@mcp-entra/mock-entra";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema, LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "./support/eventually.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";
import { inherited, main, serveMockEntra, temporaryFolder } from "./support/server-process.ts";

const call = { name: "GetUserDetailsFromGraph" };
const ada = {
  structuredContent: expect.objectContaining({ id: seed.users.ada.id, displayName: "Ada Lovelace" }),
};

/** An MCP client that starts the server itself, as editors do. */
async function startClient(options: {
  arguments: string[];
  environment: Record<string, string>;
  showUrl?: (url: string) => void;
}) {
  const { showUrl } = options;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main, ...options.arguments],
    env: { ...inherited, ...options.environment },
    cwd: temporaryFolder(),
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  const urls: string[] = [];
  const notices: string[] = [];
  const client = new Client(
    { name: "test-client", version: "1.0.0" },
    { capabilities: showUrl ? { elicitation: { url: {} } } : {} },
  );
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void notices.push(String(params.data)),
  );
  if (showUrl) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      if (params.mode !== "url") throw new Error("The server asked for a form instead of a URL.");
      urls.push(params.url);
      showUrl(params.url);
      return { action: "accept" };
    });
  }
  onTestFinished(async () => client.close());
  await client.connect(transport);
  return { client, urls, notices, stderr: () => stderr };
}

describe("the server as a process of its own, started by an MCP client", () => {
  it("signs its user in through URL elicitation, and then answers without asking", async () => {
    const { environment, frontChannelUrl } = await serveMockEntra();
    const person = createSimulatedUser();
    const { client, urls } = await startClient({
      arguments: ["--sign-in", "browser"],
      environment,
      showUrl: (url) => person.signInAt(url),
    });
    expect(await client.callTool(call)).toMatchObject(ada);
    expect(await client.callTool(call)).toMatchObject(ada);
    expect(urls).toHaveLength(1);
    expect(new URL(urls[0] ?? "").origin).toBe(frontChannelUrl);
    expect(await person.lastPage()).toBe("You are signed in.");
  });

  it("offers a device code over SSH, since a browser elsewhere could not reach it", async () => {
    const { environment, mock } = await serveMockEntra();
    mock.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.2 });
    const { client, notices, stderr } = await startClient({
      arguments: [],
      environment: { ...environment, DISPLAY: ":0", SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22" },
    });
    const calling = client.callTool(call);
    await eventually(() => expect(notices).toHaveLength(1));
    const [, url = "", code = ""] = /open (\S+) .* the code (\w+)\./.exec(notices[0] ?? "") ?? [];
    createSimulatedUser().enterCodeAt(url, code);
    expect(await calling).toMatchObject(ada);
    await eventually(() => expect(stderr()).toContain(notices[0]));
  });

  it("keeps its user signed in over expired tokens, and asks again only when nothing else is left", async () => {
    const { environment, mock } = await serveMockEntra();
    // MSAL holds a token with less than five minutes to live for expired.
    mock.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 60 });
    const person = createSimulatedUser();
    const { client, urls } = await startClient({
      arguments: ["--sign-in", "browser"],
      environment,
      showUrl: (url) => person.signInAt(url),
    });
    await client.callTool(call);

    expect(await client.callTool(call)).toMatchObject(ada);
    mock.expireAccessTokens();
    expect(await client.callTool(call)).toMatchObject(ada);
    expect(urls).toHaveLength(1);

    mock.killRefreshTokens();
    expect(await client.callTool(call)).toMatchObject(ada);
    expect(urls).toHaveLength(2);
  });

  it("says on stderr what a person must know, and leaves tokens, codes and the sign-in page's address out", async () => {
    const { environment } = await serveMockEntra();
    const person = createSimulatedUser();
    const { client, urls, stderr } = await startClient({
      arguments: ["--sign-in", "browser"],
      environment: { ...environment, LOG_LEVEL: "debug" },
      showUrl: (url) => person.signInAt(url),
    });
    await client.callTool(call);
    await eventually(() => expect(stderr()).toContain("tool_allowed"));
    expect(stderr()).toContain(
      `WARNING: MOCK_ENTRA_CA is set, so this process trusts the development CA in ${environment["MOCK_ENTRA_CA"]}.`,
    );
    expect(stderr()).toContain("Sign-ins last as long as this process: tokens are kept in memory only.");
    const audited = stderr()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): unknown => JSON.parse(line));
    expect(audited).toMatchObject([
      { name: "local-server", event: "sign_in_started" },
      { event: "sign_in_finished", user: seed.users.ada.id },
      { event: "tool_allowed", tool: "GetUserDetailsFromGraph", user: seed.users.ada.id },
    ]);
    const state = new URL(urls[0] ?? "").searchParams.get("state") ?? "no state";
    for (const secret of ["eyJ", state, "oauth2/v2.0/authorize", seed.users.ada.userPrincipalName]) {
      expect(stderr()).not.toContain(secret);
    }
  });
});
