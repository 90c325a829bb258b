import { createHash, randomBytes } from "node:crypto";
import { createHttpBrowser, signIn } from "../../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../../packages/mock-entra/src/directory/seed.ts";
import { connectMcpClient } from "../../../packages/workshop/src/client/mcp-client.ts";

/** An exchange with a server, as this process has seen it, without the recorder. */
export interface Seen {
  name: string;
  method: string;
  path: string;
  status: number;
}

/** Asks a server, and writes down what it answers. */
interface Probe {
  seen: Seen[];
  ask(name: string, path: string, init?: RequestInit): Promise<Response>;
}

function createProbe(origin: string): Probe {
  const seen: Seen[] = [];
  return {
    seen,
    ask: async (name, path, init = {}) => {
      const response = await fetch(new URL(path, origin), { redirect: "manual", ...init });
      const { pathname } = new URL(path, origin);
      seen.push({ name, method: init.method ?? "GET", path: pathname, status: response.status });
      return response;
    },
  };
}

const redirectUri = "http://127.0.0.1:9/callback";
const random = (): string => randomBytes(32).toString("base64url");

/** Calls `tools/list` with a token. */
function listTools(token: string): RequestInit {
  return {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  };
}

function form(fields: Record<string, string>): RequestInit {
  return { method: "POST", body: new URLSearchParams(fields) };
}

async function registered(probe: Probe): Promise<string> {
  const client = {
    client_name: "Probe",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  };
  const headers = { "content-type": "application/json" };
  const response = await probe.ask("register", "/register", {
    method: "POST",
    headers,
    body: JSON.stringify(client),
  });
  return String(Object(await response.json()).client_id);
}

/** A sign-in whose last step is left: the browser does not open the server's callback yet. */
interface HeldSignIn {
  callback: string;
  /** The browser's cookies for it. */
  cookie: string;
  /** The client's. */
  verifier: string;
}

/** Signs Ada in at Entra. */
async function throughEntra(origin: string, clientId: string): Promise<HeldSignIn> {
  const verifier = random();
  let callback = "";
  let cookie = "";
  const browser = createHttpBrowser({
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).pathname !== "/auth/callback") return fetch(input, init);
      callback = request.url;
      cookie = request.headers.get("cookie") ?? "";
      return new Response("held");
    },
  });
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: random(),
  });
  await signIn(browser, await browser.visit(`${origin}/authorize?${query.toString()}`), seed.users.ada);
  return { callback, cookie, verifier };
}

/** A sign-in at a server of exercise 3 as a client and a browser do it, and what attackers try on the way. */
export async function probeExercise3(mcpUrl: string): Promise<Seen[]> {
  const { origin } = new URL(mcpUrl);
  const probe = createProbe(origin);
  await probe.ask("no token", "/mcp", { method: "POST", body: "{}" });
  await probe.ask("a made-up token", "/mcp", listTools(random()));
  const clientId = await registered(probe);
  const victim = await throughEntra(origin, clientId);
  await probe.ask("another browser's callback", victim.callback);
  const { callback, cookie, verifier } = await throughEntra(origin, clientId);
  const back = await probe.ask("callback", callback, { headers: { cookie } });
  const code = new URL(back.headers.get("location") ?? redirectUri).searchParams.get("code") ?? "";
  const redeem = form({
    grant_type: "authorization_code",
    client_id: clientId,
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
  });
  const tokens = Object(await (await probe.ask("code", "/token", redeem)).json());
  await probe.ask("the code again", "/token", redeem);
  await probe.ask("the token", "/mcp", listTools(String(tokens.access_token)));
  const renew = form({
    grant_type: "refresh_token",
    client_id: clientId,
    refresh_token: String(tokens.refresh_token),
  });
  await probe.ask("refresh token", "/token", renew);
  await probe.ask("the refresh token again", "/token", renew);
  return probe.seen;
}

/** A client of exercise 5 with Entra's token, and what attackers try. */
export async function probeExercise5(mcpUrl: string, clientId = ""): Promise<Seen[]> {
  const browser = createHttpBrowser();
  const connecting = connectMcpClient({
    name: "Probe",
    serverUrl: new URL(mcpUrl),
    registration: { client_id: clientId },
    acceptUnannouncedPkce: true,
    openPage: async (url) => void (await signIn(browser, await browser.visit(url.href), seed.users.ada)),
  });
  const probe = createProbe(new URL(mcpUrl).origin);
  // Some wrong answers let no client in, or do not lead it to Entra.
  const token = await connecting.then(
    async (connection) => {
      await connection.close();
      return connection.accessToken();
    },
    () => "",
  );
  await probe.ask("the metadata", "/.well-known/oauth-protected-resource/mcp");
  await probe.ask("no token", "/mcp", { method: "POST", body: "{}" });
  await probe.ask("the token", "/mcp", listTools(token));
  await probe.ask(
    "a token with another signature",
    "/mcp",
    listTools(`${token.split(".").slice(0, 2).join(".")}.${random()}`),
  );
  await probe.ask("GET without a token", "/mcp");
  return probe.seen;
}
