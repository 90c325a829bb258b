import { createServer, type Server } from "node:http";
import {
  type BearerCheck,
  checkBearer,
  describeTokenRefusal,
  discoverAuthority,
  type EntraConfig,
  openAccessTokenVerifier,
  type TokenBearer,
} from "@mcp-entra/auth-core/without-msal";

/** An API that accepts Entra's access tokens, without MCP, Express and MSAL. `url` is an App ID URI of its registration. */
export async function createProtectedApi(
  entra: EntraConfig,
  { url, allowedClients, log }: { url: string; allowedClients: string[]; log: (line: string) => void },
): Promise<Server> {
  const authority = await discoverAuthority(entra);
  const verifier = await openAccessTokenVerifier({
    entra,
    authority,
    allowedClients,
    allowsApplications: false,
  });
  const { origin, pathname } = new URL(url);
  const metadataPath = `/.well-known/oauth-protected-resource${pathname}`;
  const nameOfScope = (scope: string): string => `${url}/${scope}`;
  const check: BearerCheck<TokenBearer> = {
    verify: async (token) => {
      const verification = await verifier.verify(token);
      if (verification.kind === "accepted") return { kind: "good", caller: verification.bearer };
      const { refusal } = verification;
      const report = (): void => log(`refused a token: ${describeTokenRefusal(refusal)}`);
      if (refusal.kind === "keys_unavailable") return { kind: "undecided", report };
      return { kind: "bad", isExpired: refusal.kind === "expired", report };
    },
    requiredScopes: ["Things.Read"],
    resourceMetadataUrl: origin + metadataPath,
    nameOfScope,
  };
  const metadata = {
    resource: url,
    authorization_servers: [authority.issuer],
    scopes_supported: check.requiredScopes.map(nameOfScope),
    bearer_methods_supported: ["header"],
  };
  return createServer((request, response) => {
    const send = (status: number, body: object, headers = {}): void =>
      void response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    if (request.url === metadataPath) return send(200, metadata);
    void checkBearer({ authorization: request.headers.authorization }, check).then((decision) =>
      decision.kind === "refused"
        ? send(decision.status, decision.body, decision.headers)
        : send(200, { hello: decision.caller.objectId }),
    );
  });
}
