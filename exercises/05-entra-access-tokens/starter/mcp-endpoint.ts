import { Client } from "@microsoft/microsoft-graph-client";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import express, { type Request, type Response } from "express";
import { answerToFailure } from "./answer-to-failure.ts";
import { challengeHeader } from "./challenge.ts";
import type { Access, Caller, FailureAnswer, McpHandler, ServerOptions } from "./context.ts";
import { decideAccess } from "./decide-access.ts";
import { type GraphTokens, openGraphTokens } from "./graph-tokens.ts";
import { type Tool, tools } from "./tools.ts";

type Outcome = { kind: "answer"; value: unknown } | Exclude<Access, { kind: "allowed" }> | FailureAnswer;

/** `/mcp` for callers with a valid token. It is stateless: a server and a transport for each request. */
export function mcpEndpoint(options: ServerOptions): McpHandler {
  const graphTokens = openGraphTokens(options);
  const parseJson = express.json();
  return async (caller, request, response) => {
    if (request.method !== "POST") {
      response.sendStatus(405);
      return;
    }
    const problem = await new Promise<unknown>((resolve) => parseJson(request, response, resolve));
    if (problem === undefined && isMessage(request.body)) {
      await answer(options, graphTokens, caller, request, response);
    } else response.sendStatus(400);
  };
}

function isMessage(body: unknown): boolean {
  return typeof body === "object" && body !== null && "jsonrpc" in body;
}

async function answer(
  options: ServerOptions,
  graphTokens: GraphTokens,
  caller: Caller,
  request: Request,
  response: Response,
): Promise<void> {
  let last: Outcome | undefined;
  const server = new McpServer({ name: "my-protected-mcp-server", version: "1.0.0" });
  for (const tool of tools) {
    server.registerTool(tool.name, { description: tool.description }, async () => {
      last = await callTool(tool, caller, graphTokens);
      options.log(`${tool.name}: ${last.kind}. user: ${caller.userId}, client: ${caller.clientId}`);
      if (last.kind === "our-fault") options.log(last.log);
      const text = last.kind === "answer" ? JSON.stringify(last.value) : textOf(last);
      return { isError: last.kind !== "answer", content: [{ type: "text", text }] };
    });
  }
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
  const mcpRequest = new Request("http://localhost/mcp", { method: "POST", headers });
  const mcpAnswer = await transport.handleRequest(mcpRequest, { parsedBody: request.body });
  await server.close();
  if (last !== undefined && refuse(options, last, caller, response)) return;
  response
    .status(mcpAnswer.status)
    .type("json")
    .send(await mcpAnswer.text());
}

async function callTool(tool: Tool, caller: Caller, graphTokens: GraphTokens): Promise<Outcome> {
  const access = decideAccess(tool.rule, caller);
  if (access.kind !== "allowed") return access;
  try {
    const token = await graphTokens.tokenFor(caller);
    const graph = Client.init({ authProvider: (done) => done(null, token) });
    return { kind: "answer", value: await tool.run(graph) };
  } catch (error) {
    return answerToFailure(error);
  }
}

function textOf(outcome: Outcome): string {
  return outcome.kind === "tool-error" ? outcome.text : "The tool was not called.";
}

/** Sends an HTTP error if the tool's answer is not enough. @returns whether it sent one. */
function refuse(options: ServerOptions, outcome: Outcome, { scopes }: Caller, response: Response): boolean {
  if (outcome.kind === "our-fault") {
    response.status(500).json({ error: "server_error" });
    return true;
  }
  if (outcome.kind === "scopes-missing") {
    const challenge = { error: "insufficient_scope", scopes: outcome.scopes } as const;
    response.status(403).set("WWW-Authenticate", challengeHeader(options, challenge));
    response.json({ error: challenge.error });
    return true;
  }
  if (outcome.kind === "sign-in") {
    const { claims } = outcome;
    const error = claims === undefined ? "invalid_token" : "insufficient_claims";
    response.status(401).set("WWW-Authenticate", challengeHeader(options, { error, scopes, claims }));
    response.json({ error });
    return true;
  }
  return false;
}
