import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describeClaims, describeOpaqueToken, latestToken } from "./describe-token.ts";
import type { Narrator } from "./narrator.ts";
import { createOAuthClient, type DemoOAuthClient } from "./oauth-client.ts";
import { listenForRedirect, type RedirectListener } from "./redirect-listener.ts";
import type { Stage } from "./stage.ts";
import { programOf } from "./start-mock.ts";
import { readToolResult } from "./tool-result.ts";

interface RemoteStage extends Stage {
  listener: RedirectListener;
  mcpUrl: URL;
}

/** Scenario 2: the server runs elsewhere and is reached over HTTP. Numbered as in the lesson. */
export async function runRemoteScenario(stage: Stage): Promise<void> {
  const { mock, processes, tell } = stage;
  tell.heading("Scenario 2: a remote MCP server (HTTP, confidential client)");
  const mcpUrl = await processes.start({
    name: "remote-server",
    program: programOf("@mcp-entra/remote-server"),
    environment: { ...mock.environment.remote, PORT: "0", LOG_LEVEL: "warn" },
    readyWhen: (line) => /MCP endpoint\s+(\S+)/.exec(line)?.[1],
  });
  const listener = await listenForRedirect();
  try {
    await connectAndCall({ ...stage, listener, mcpUrl: new URL(mcpUrl) });
  } finally {
    await listener.close();
  }
}

async function connectAndCall(stage: RemoteStage): Promise<void> {
  const { tell, listener, mcpUrl } = stage;
  let signInPage: URL | undefined;
  const authProvider = createOAuthClient(listener.redirectUri, (url) => (signInPage = url));

  tell.step(
    1,
    `The MCP client connects to ${mcpUrl.href} without a session: refused, and led to the sign-in.`,
  );
  const refused = new StreamableHTTPClientTransport(mcpUrl, { authProvider, fetch: tellOfRefusals(tell) });
  await expectRefusal(new Client({ name: "demo", version: "1.0.0" }).connect(refused));
  if (signInPage === undefined)
    throw new Error("The server refused the client and did not lead it to a sign-in.");

  await visitSignInPage(signInPage, stage);
  const answer = await listener.answer;
  if (answer.get("state") !== authProvider.sentState())
    throw new Error("The answer belongs to another sign-in.");
  await refused.finishAuth(answer.get("code") ?? "");
  await tellOfTokens(stage, authProvider);

  const client = new Client({ name: "demo", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(mcpUrl, { authProvider }));
  try {
    await callTool(client, tell);
  } finally {
    await client.close();
  }
}

/** Steps 2 and 3 happen in the user's browser. */
async function visitSignInPage(page: URL, { tell, user, mcpUrl }: RemoteStage): Promise<void> {
  const callback = `${mcpUrl.origin}/auth/callback`;
  const browser = createHttpBrowser({
    onNavigate: (url) => {
      if (url.startsWith(callback)) tell.step(3, `Entra sends the browser back to ${callback} with a code.`);
    },
  });
  const consentPage = await browser.visit(page.href);
  tell.detail(
    `Before Entra, the server itself asks: “${consentPage.document.querySelector("h1")?.text ?? ""}”`,
  );
  tell.detail(`${user.givenName} presses Allow.`);
  const signInPage = await browser.submit(consentPage, { decision: "approve" });
  tell.step(2, `The server has sent the browser on to Entra: ${new URL(signInPage.url).origin}`);
  tell.detail(`${user.givenName} types name and password on the page “${signInPage.title}”.`);
  await signIn(browser, signInPage, user);
}

async function tellOfTokens({ mock, tell }: RemoteStage, client: DemoOAuthClient): Promise<void> {
  tell.step(
    4,
    "The server exchanges Entra's code, keeps Entra's tokens, and gives the client a session token.",
  );
  tell.detail("What Entra's id token told the server:");
  tell.detail(describeClaims(latestToken(await mock.trace(), "id_token") ?? {}));
  tell.detail(`What the client got: ${describeOpaqueToken(client.tokens()?.access_token ?? "")}`);
}

async function callTool(client: Client, tell: Narrator): Promise<void> {
  const { tools } = await client.listTools();
  tell.step(
    5,
    "The client sends the session token in the Authorization header of every request. Tools that it finds:",
  );
  tell.detail(tools.map(({ name }) => name).join(", "));
  const details = readToolResult(await client.callTool({ name: "getUserDetails" }));
  tell.step(6, "getUserDetails finds Entra's token behind the session token and calls Graph /me:");
  tell.detail(JSON.stringify(details, null, 2));
}

function tellOfRefusals(tell: Narrator): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const challenge = response.headers.get("www-authenticate");
    if (challenge !== null) tell.detail(`${response.status}  WWW-Authenticate: ${challenge}`);
    return response;
  };
}

async function expectRefusal(connecting: Promise<void>): Promise<void> {
  const outcome: unknown = await connecting.then(
    () => new Error("The server let a client in that had not signed in."),
    (error: unknown) => error,
  );
  if (!(outcome instanceof UnauthorizedError)) throw outcome;
}
