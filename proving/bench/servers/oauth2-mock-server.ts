import { OAuth2Server } from "oauth2-mock-server";
import { announce } from "./token-server.ts";

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
announce({
  url: `http://127.0.0.1:${server.address().port}/token`,
  form: new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "client",
    client_secret: "secret",
    scope: "api/.default",
    aud: "api",
  }).toString(),
});
