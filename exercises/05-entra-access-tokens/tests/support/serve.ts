import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import process from "node:process";
import { seed } from "@mcp-entra/mock-entra/seed";
import { startMockInPlaceOfEntra } from "@mcp-entra/workshop/try";
import express, { type RequestHandler } from "express";
import type { createServer as create } from "#exercise/server.ts";

/**
 * `node serve.ts work`: the server of this exercise as a program, with the files in that folder. `pnpm workshop try 5` runs it. Entra and
 * Graph are a mock in this process. A client signs its user in there, too.
 */
const [folder = "work"] = process.argv.slice(2);
const { createServer }: { createServer: typeof create } = await import(`../../${folder}/server.ts`);
const { api, client, visualStudioCode } = seed.applications;
const entra = await startMockInPlaceOfEntra();
const http = createHttpServer();
http.listen(0, "127.0.0.1");
await once(http, "listening");
const address = http.address();
const listensAt = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
const resource = `${process.env["PUBLIC_URL"] ?? listensAt}/mcp`;
const forClients = await entra.openToClients(resource);
const server = createServer({
  tenantId: seed.tenant.id,
  clientId: api.appId,
  clientSecret: api.secret,
  resource,
  identifierUri: resource,
  allowedClients: [client.appId, visualStudioCode.appId],
  keptTokens: 100,
  log: (line) => void process.stderr.write(`${line}\n`),
});
http.on("request", express().use("/.well-known", leadToMock).use(server));
process.stdout.write(`${JSON.stringify({ listensAt, pagesUrl: entra.pagesUrl, clientId: client.appId })}\n`);

/** The metadata of the server names the real Entra. The client has to ask the mock. */
function leadToMock(...[, response, next]: Parameters<RequestHandler>): void {
  const send = response.end.bind(response);
  const end = (text: unknown): typeof response => {
    const changed = forClients.inPlaceOf(
      Buffer.isBuffer(text) || typeof text === "string" ? text.toString() : "",
    );
    if (!response.headersSent) response.setHeader("content-length", Buffer.byteLength(changed));
    return send(changed);
  };
  Object.assign(response, { end });
  next();
}
