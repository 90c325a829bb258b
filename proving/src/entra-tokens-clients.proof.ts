import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpBrowser, signIn } from "../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { createProcessGroup } from "../../packages/workshop/src/demo/child-process.ts";
import { type MockProcess, startMock } from "../../packages/workshop/src/demo/start-mock.ts";
import { startEntraTokensServer } from "../../packages/workshop/src/demo/start-remote-server.ts";
import { useInspector } from "./real-clients/inspector.ts";
import { everyTool } from "./support/every-tool.ts";

/** Entra issues the tokens, and the Inspector uses an id that was registered at Entra. The server's own tests cover the SDK's clients. */
const { api, client } = seed.applications;
const processes = createProcessGroup();
let mock: MockProcess;
let mcp: URL;

beforeAll(async () => {
  mock = await startMock(processes);
  mcp = await startEntraTokensServer(processes, mock);
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
