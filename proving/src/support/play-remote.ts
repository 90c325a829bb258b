import { createHttpBrowser, signIn } from "../../../packages/mock-entra/src/browser/index.ts";
import type { seed } from "../../../packages/mock-entra/src/directory/seed.ts";
import { createProcessGroup } from "../../../packages/workshop/src/demo/child-process.ts";
import { programOf, startMock } from "../../../packages/workshop/src/demo/start-mock.ts";

type SeedUser = (typeof seed.users)["ada" | "grace"];

/** A mock Entra and a remote server, each in a separate process, on free ports. */
export interface RemotePlay {
  mcp: URL;
  sse: URL;
  stop(): Promise<void>;
}

/** @param program that starts the server. */
export async function startRemotePlay(
  variables: Record<string, string> = {},
  program = programOf("@mcp-entra/remote-server"),
): Promise<RemotePlay> {
  const processes = createProcessGroup();
  const mock = await startMock(processes);
  const mcp = await processes.start({
    name: "remote-server",
    program,
    environment: { ...mock.environment.remote, PORT: "0", LOG_LEVEL: "warn", ...variables },
    readyWhen: (line) => /MCP endpoint\s+(\S+)/.exec(line)?.[1],
  });
  return { mcp: new URL(mcp), sse: new URL("/sse", mcp), stop: async () => processes.stopAll() };
}

/**
 * A user with a browser, who agrees to everything and signs in at Entra.
 *
 * @returns the address at the end: the client's redirect URI. It is not called if it is `stopBefore`.
 */
export function createVisitor(user: SeedUser, stopBefore?: string): (url: URL) => Promise<URL> {
  const browser = createHttpBrowser(stopBefore === undefined ? {} : { stopBefore });
  return async (url) => {
    const question = await browser.visit(url.href);
    const page = await browser.submit(question, { decision: "approve" });
    return new URL((await signIn(browser, page, user)).url);
  };
}
