import { createServer } from "node:http";
import { createResponder } from "../../../packages/mock-entra/src/create-responder.ts";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { bindServer } from "../../../packages/mock-entra/src/server/bind-server.ts";
import { createNodeListener } from "../../../packages/mock-entra/src/server/node-adapter.ts";
import { servedOrigins } from "../../../packages/mock-entra/src/server/served-origins.ts";
import { createState } from "../../../packages/mock-entra/src/state/create-state.ts";
import { announce } from "./token-server.ts";

/**
 * The https back channel of `listen()`, but over plain http: with the same adapter and responder. TLS would cost both servers the same,
 * and would hide the difference.
 */
const server = createServer();
const port = await bindServer(server, { host: "127.0.0.1", port: 0, flag: "" });
const authority = `http://127.0.0.1:${port}`;
const respond = createResponder(createState(), {
  ...servedOrigins("127.0.0.1", port, port),
  authority,
  graph: authority,
});
server.on(
  "request",
  createNodeListener(
    () => authority,
    () => [`127.0.0.1:${port}`],
    async (request) =>
      (await respond(request, { isOnThisMachine: true })) ?? new Response(null, { status: 404 }),
  ),
);
const { appId, secret } = seed.applications.remote;
announce({
  url: `${authority}/${seed.tenant.id}/oauth2/v2.0/token`,
  form: new URLSearchParams({
    grant_type: "client_credentials",
    client_id: appId,
    client_secret: secret,
    scope: `${appId}/.default`,
  }).toString(),
});
