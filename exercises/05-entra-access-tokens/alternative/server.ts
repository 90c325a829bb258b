import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import express, { type Express, type RequestHandler, type Response } from "express";
import { createVerifier, type Session } from "./access-tokens.ts";
import { type AskGraph, createGraph, type Result } from "./on-behalf-of.ts";
import type { ServerOptions } from "./options.ts";

const table = {
  getUserDetails: { path: "/me", scope: "tools.read", role: undefined },
  listDirectoryUsers: { path: "/users", scope: "directory.read", role: "Directory.Reader" },
};

/** Three middlewares in a row: who are you, what is it about, do it. */
export function createServer(options: ServerOptions): Express {
  const app = express();
  const { pathname, origin } = new URL(options.resource);
  app.get(`/.well-known/oauth-protected-resource${pathname}`, (_request, response) => {
    response.json({
      resource: options.resource,
      authorization_servers: [`https://login.microsoftonline.com/${options.tenantId}/v2.0`],
      bearer_methods_supported: ["header"],
      scopes_supported: Object.values(table).map(({ scope }) => `${options.identifierUri}/${scope}`),
    });
  });
  const challenge: Challenge = (response, status, scopes, more = {}) => {
    const metadata = `${origin}/.well-known/oauth-protected-resource${pathname}`;
    const scope = scopes.map((each) => `${options.identifierUri}/${each}`).join(" ");
    const pairs = Object.entries({ resource_metadata: metadata, scope, ...more });
    const value = pairs.map(([name, text]) => `${name}="${text}"`).join(", ");
    response.status(status).header("WWW-Authenticate", `Bearer ${value}`).end();
  };
  app.use(
    pathname,
    identify(options, challenge),
    express.json(),
    serve(options, createGraph(options), challenge),
  );
  return app;
}

type Challenge = (
  response: Response,
  status: number,
  scopes: readonly string[],
  more?: Record<string, string>,
) => void;

function identify({ log, ...options }: ServerOptions, challenge: Challenge): RequestHandler {
  const judge = createVerifier({ ...options, log });
  return async ({ headers: { authorization = "" } }, response, next) => {
    const first = [table.getUserDetails.scope];
    if (!/^bearer /i.test(authorization)) return challenge(response, 401, first);
    const verdict = await judge(authorization.slice("bearer ".length).trim());
    if (verdict === "undecided") {
      log("Entra's keys are missing.");
      response.status(500).end();
    } else if ("refusal" in verdict) {
      log(`Refused: ${verdict.refusal}`);
      challenge(response, 401, first, { error: "invalid_token" });
    } else {
      response.locals["session"] = verdict.session;
      next();
    }
  };
}

function serve({ log }: ServerOptions, askGraph: AskGraph, challenge: Challenge): RequestHandler {
  return async ({ method, body }, response) => {
    const session: Session = response.locals["session"];
    if (method !== "POST" || body?.jsonrpc !== "2.0") {
      response.status(400).end();
      return;
    }
    const { value, results, missing } = await runMcp(body, session, askGraph, log);
    const [need] = missing;
    const [result] = results;
    if (need !== undefined) {
      challenge(response, 403, [...session.scopes, need], { error: "insufficient_scope" });
    } else if (result?.status === 401) {
      const claims = result.claims === undefined ? {} : { claims: btoa(result.claims) };
      const error = result.claims === undefined ? "invalid_token" : "insufficient_claims";
      challenge(response, 401, session.scopes, { error, ...claims });
    } else if (result?.status === 500) {
      log(`AADSTS${result.entra}: this server's own settings are wrong.`);
      response.status(500).end();
    } else response.json(value);
  };
}

async function runMcp(message: unknown, session: Session, askGraph: AskGraph, log: (line: string) => void) {
  const results: Result[] = [];
  const missing: string[] = [];
  const server = new McpServer({ name: "another-mcp-server", version: "1.0.0" });
  for (const [name, { path, scope, role }] of Object.entries(table)) {
    server.registerTool(name, {}, async () => {
      log(`${name} for user: ${session.objectId}, client: ${session.clientId}`);
      if (!session.scopes.includes(scope)) missing.push(scope);
      else if (role === undefined || session.roles.includes(role)) {
        results.push(await askGraph(session.token, path));
      } else results.push({ status: 200, problem: `An administrator has to give you ${role}.` });
      const [last] = results;
      const isGood = last !== undefined && "value" in last;
      const text = isGood
        ? JSON.stringify(last.value)
        : last && "problem" in last
          ? last.problem
          : "Refused.";
      return { content: [{ type: "text", text }], isError: !isGood };
    });
  }
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
  const request = new Request("http://localhost/", { method: "POST", headers });
  const answer = await transport.handleRequest(request, { parsedBody: message });
  const value: unknown = await answer.json().catch(() => undefined);
  await server.close();
  return { value, results, missing };
}
