import { seed } from "@mcp-entra/mock-entra";
import { serveInTest } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import type { Express } from "express";
import { expect } from "vitest";
import { createServer } from "#exercise/server.ts";
import { api, client, otherClient } from "./tokens.ts";

export interface TestServer {
  origin: string;
  /** What was written for the operator. */
  log: string[];
  /** How many requests have arrived. */
  arrivals: () => number;
}

type ServerOptions = Parameters<typeof createServer>[0];

/** The learner's server on a free port of this machine; stopped when the test ends. */
export async function startServer(changes: Partial<ServerOptions> = {}): Promise<TestServer> {
  const { origin, listen } = await serveInTest();
  const log: string[] = [];
  const options: ServerOptions = {
    tenantId: seed.tenant.id,
    clientId: api.appId,
    clientSecret: api.secret,
    resource: `${origin}/mcp`,
    identifierUri: api.resource,
    allowedClients: [client.appId, otherClient.appId],
    keptTokens: 100,
    log: (line) => void log.push(line),
    ...changes,
  };
  let arrivals = 0;
  listen(() => (arrivals += 1));
  listen(open(options));
  return { origin, log, arrivals: () => arrivals };
}

function open(options: ServerOptions): Express {
  try {
    return createServer(options);
  } catch (error) {
    noteOnFailure(`createServer threw: ${String(error)}`);
    return expect.unreachable(
      "The server did not start: createServer threw. Open what lasts when the server starts, and check tokens only when a request comes.",
    );
  }
}

export interface Answer {
  status: number;
  /** The value of WWW-Authenticate. */
  challenge: string;
  /** The whole body. */
  text: string;
  /** All headers, as JSON. */
  headers: string;
}

/** The result for a token: “let in”, or the status of the refusal. */
export type Fate = "let in" | number;

/** Sends a token to `/mcp` without a message. @param token undefined: no Authorization header. */
export async function knock(server: TestServer, token: string | undefined): Promise<Answer & { fate: Fate }> {
  // This is not an MCP message: the server checks the token, and then answers 400.
  const answer = await post(server, token, {});
  const isRefused = [401, 403].includes(answer.status) || answer.status >= 500;
  return { ...answer, fate: isRefused ? answer.status : "let in" };
}

/** The results for these tokens, one after the other, without repetitions. */
export async function fatesOf(server: TestServer, tokens: readonly string[]): Promise<Fate[]> {
  const fates: Fate[] = [];
  for (const token of tokens) fates.push((await knock(server, token)).fate);
  return [...new Set(fates)];
}

export interface ToolAnswer extends Answer {
  isError: boolean;
  /** The JSON in the answer's text; an empty object if there is none. */
  value: Record<string, unknown>;
  /** The text for the model. */
  said: string;
}

export async function callTool(
  server: TestServer,
  token: string,
  name = "getUserDetails",
  args: Record<string, string> = {},
): Promise<ToolAnswer> {
  const params = { name, arguments: args, _meta: args };
  const answer = await post(server, token, { jsonrpc: "2.0", id: 1, method: "tools/call", params });
  const { result } = parse(answer.text) as { result?: { isError?: boolean; content?: { text?: string }[] } };
  const texts = result?.content?.map(({ text = "" }) => text) ?? [];
  return {
    ...answer,
    isError: result?.isError === true,
    value: texts.map(parse).find((each) => Object.keys(each).length > 0) ?? {},
    said: texts.join("\n"),
  };
}

async function post(
  { origin, log }: TestServer,
  token: string | undefined,
  message: object,
): Promise<Answer> {
  const response = await fetch(new URL("/mcp", origin), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(message),
  });
  const text = await response.text();
  const isNoMessage = response.status === 400 && !("jsonrpc" in message);
  const why = isNoMessage ? " (This is right for a valid token: the test sent no MCP message.)" : "";
  noteOnFailure(`/mcp answered: ${response.status} ${text.slice(0, 200)}${why}`);
  const last = log.at(-1);
  if (last !== undefined) noteOnFailure(`The log's last line: ${last.slice(0, 200)}`);
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate") ?? "",
    text,
    headers: JSON.stringify([...response.headers]),
  };
}

/** A parameter of a challenge. */
export function inChallenge({ challenge }: Pick<Answer, "challenge">, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(challenge)?.[1];
}

/** The JSON object in a text; an empty object if there is none. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
