import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpBrowser, signIn } from "../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { createProcessGroup } from "../../packages/workshop/src/demo/child-process.ts";
import { registerAddress } from "../../packages/workshop/src/demo/register-address.ts";
import { type MockProcess, programOf, startMock } from "../../packages/workshop/src/demo/start-mock.ts";
import { useInspector } from "./real-clients/inspector.ts";
import { everyTool } from "./support/every-tool.ts";

/** Where Entra issues the tokens: the Inspector with an id that was registered there. The SDK's clients are in the server's own tests. */
const { api, client } = seed.applications;
const processes = createProcessGroup();
let mock: MockProcess;
let mcp: URL;

beforeAll(async () => {
  mock = await startMock(processes);
  const address = await processes.start({
    name: "remote-server",
    program: programOf("@mcp-entra/remote-server"),
    environment: {
      ...mock.environment.remote,
      AUTHORIZATION_SERVER: "entra",
      AZURE_CLIENT_ID: api.appId,
      AZURE_CLIENT_SECRET: api.secret,
      ENTRA_ALLOWED_CLIENTS: client.appId,
      PORT: "0",
      LOG_LEVEL: "warn",
    },
    readyWhen: (line) => /MCP endpoint\s+(\S+)/.exec(line)?.[1],
  });
  mcp = new URL(address);
  await registerAddress(mock, api.appId, mcp.href);
});
afterAll(async () => processes.stopAll());

describe.each(["legacy", "modern"] as const)("MCP Inspector 2.12 with --client-id, %s", (era) => {
  it("signs in at Entra and calls every tool", async () => {
    const browser = createHttpBrowser();
    const inspector = useInspector(mcp, era, {
      clientId: client.appId,
      scopes: Object.values(api.scopes)
        .map((scope) => `${mcp.href}/${scope}`)
        .join(" "),
      caPath: mock.environment.remote["MOCK_ENTRA_CA"] ?? "",
      visit: async (url) => signIn(browser, await browser.visit(url.href), seed.users.ada),
    });
    for (const { name, input, expected } of everyTool)
      expect(await inspector.callTool(name, input), name).toMatchObject({ structuredContent: expected });
  });
});
