import { seed } from "@mcp-entra/mock-entra";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectClient, generations, type Generation } from "./support/clients.ts";
import { eventually } from "./support/eventually.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";
import { inherited, main, serveMockEntra, temporaryFolder } from "./support/server-process.ts";

const ada = {
  structuredContent: expect.objectContaining({ id: seed.users.ada.id, displayName: "Ada Lovelace" }),
};

/** An MCP client that starts the server itself, as editors do. */
async function startClient(options: {
  generation: Generation;
  arguments: string[];
  environment: Record<string, string>;
  showUrl?: (url: string) => void;
}) {
  const { generation, showUrl } = options;
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
  const client = await connectClient(generation, transport, {
    answer:
      showUrl &&
      (({ url }) => {
        urls.push(url);
        showUrl(url);
        return "accept";
      }),
  });
  onTestFinished(async () => client.close());
  return { callTool: client.callTool, urls, stderr: () => stderr };
}

describe.each(generations)(
  "the server as a process of its own, started by a client of MCP %s,",
  (generation) => {
    it("signs its user in through URL elicitation, and then answers without asking", async () => {
      const { environment, frontChannelUrl } = await serveMockEntra();
      const person = createSimulatedUser();
      const { callTool, urls } = await startClient({
        generation,
        arguments: ["--sign-in", "client"],
        environment,
        showUrl: (url) => person.signInAt(url),
      });
      expect(await callTool()).toMatchObject(ada);
      expect(await callTool()).toMatchObject(ada);
      expect(urls).toHaveLength(1);
      expect(new URL(urls[0] ?? "").origin).toBe(frontChannelUrl);
      expect(await person.lastPage()).toBe("You are signed in.");
    });

    it("offers a device code over SSH, since a browser elsewhere could not reach it", async () => {
      const { environment, mock } = await serveMockEntra();
      mock.setLifetimes(seed.applications.local.appId, { devicePollingIntervalSeconds: 0.2 });
      const { callTool, stderr } = await startClient({
        generation,
        arguments: [],
        environment: { ...environment, DISPLAY: ":0", SSH_CONNECTION: "192.0.2.1 50000 192.0.2.2 22" },
      });
      const calling = callTool();
      const [, url = "", code = ""] = await eventually(() => {
        const line = /open (\S+) .* the code (\w+)\./.exec(stderr());
        if (line === null) throw new Error(`No code yet: ${stderr()}`);
        return line;
      });
      createSimulatedUser().enterCodeAt(url, code);
      expect(await calling).toMatchObject(ada);
    });

    it("keeps its user signed in over expired tokens, and asks again only when nothing else is left", async () => {
      const { environment, mock } = await serveMockEntra();
      // MSAL treats a token as expired if it has less than five minutes left.
      mock.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 60 });
      const person = createSimulatedUser();
      const { callTool, urls } = await startClient({
        generation,
        arguments: ["--sign-in", "client"],
        environment,
        showUrl: (url) => person.signInAt(url),
      });
      await callTool();

      expect(await callTool()).toMatchObject(ada);
      mock.expireAccessTokens();
      expect(await callTool()).toMatchObject(ada);
      expect(urls).toHaveLength(1);

      mock.killRefreshTokens();
      expect(await callTool()).toMatchObject(ada);
      expect(urls).toHaveLength(2);
    });

    it("says on stderr what a person must know, and leaves tokens, codes and the sign-in page's address out", async () => {
      const { environment } = await serveMockEntra();
      const person = createSimulatedUser();
      const { callTool, urls, stderr } = await startClient({
        generation,
        arguments: ["--sign-in", "client"],
        environment: { ...environment, LOG_LEVEL: "debug" },
        showUrl: (url) => person.signInAt(url),
      });
      await callTool();
      // The whole line: a part of it may come first.
      await eventually(() => expect(stderr()).toMatch(/tool_allowed.*\n/));
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
      for (const secret of [state, "oauth2/v2.0/authorize", seed.users.ada.userPrincipalName]) {
        expect(stderr()).not.toContain(secret);
      }
      // The beginning of a token. Its first three letters alone may be in the random name of the CA's folder.
      expect(stderr()).not.toMatch(/eyJ[\w-]{7}/);
    });
  },
);
