import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";
import { createMemoryStore } from "@mcp-entra/auth-core";
import { startMockInPlaceOfEntra } from "@mcp-entra/workshop/try";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import express, { type RequestHandler } from "express";
import { assembleServer, type ExerciseCode } from "./assemble-server.ts";

/**
 * `node serve.ts work`: the server of this exercise, made of the files in that folder, as a program of its own. `pnpm workshop try 3`
 * runs it. Entra and Graph are a mock in this process.
 */
const [folder = "work"] = process.argv.slice(2);
const entra = await startMockInPlaceOfEntra();
const http = createServer();
http.listen(0, "127.0.0.1");
await once(http, "listening");
const address = http.address();
const listensAt = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
const issuer = process.env["PUBLIC_URL"] ?? listensAt;
const code = await load();
const server = assembleServer({ code, issuer, store: createMemoryStore(), clientsStore: rememberClients() });
http.on("request", express().use(leadToMock, server));
process.stdout.write(`${JSON.stringify({ listensAt, pagesUrl: entra.pagesUrl })}\n`);

async function load(): Promise<ExerciseCode> {
  const files = ["entra-id-server-auth-provider.ts", "get-user-details.ts", "server.ts"];
  const modules = files.map(async (file): Promise<object> => import(`../../${folder}/${file}`));
  return Object.assign({}, ...(await Promise.all(modules)));
}

/** MCP clients that are no test register first. */
function rememberClients(): OAuthRegisteredClientsStore {
  const clients = new Map<string, OAuthClientInformationFull>();
  return {
    getClient: (id) => clients.get(id),
    registerClient: (client) => {
      const known = {
        ...client,
        client_id: randomUUID(),
        client_id_issued_at: Math.floor(Date.now() / 1_000),
      };
      clients.set(known.client_id, known);
      return known;
    },
  };
}

/** The server sends the browser to the real Entra, whose place the mock's pages take. */
function leadToMock(...[, response, next]: Parameters<RequestHandler>): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) =>
    setHeader(name, name.toLowerCase() === "location" ? entra.pageOf(String(value)) : value);
  next();
}
