import { createAuditLog } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { readRemoteServerConfig, startRemoteServer } from "@mcp-entra/remote-server";
import { z } from "zod";
import type { PicturedPage } from "./pictured-page.ts";

const redirectUri = "http://127.0.0.1:33418/";

/** Starts the remote server, registers a client as an MCP client does, and opens the page that asks the user. */
export async function readConsentPage(): Promise<PicturedPage> {
  const { appId, secret } = seed.applications.remote;
  const config = readRemoteServerConfig({
    AZURE_TENANT_ID: seed.tenant.id,
    AZURE_CLIENT_ID: appId,
    AZURE_CLIENT_SECRET: secret,
    PORT: "0",
  });
  // The server asks the user before it sends a request to Entra, so no Entra has to run.
  const authority = { issuer: seed.tenant.id, jwksUri: "", metadata: "{}" };
  const server = await startRemoteServer(config, { authority, audit: createAuditLog([]) });
  try {
    const { issuer, mcp } = server.endpoints;
    const clientId = await register(new URL("/register", issuer));
    const page = await fetch(authorizeUrl(new URL("/authorize", issuer), clientId, mcp));
    return { name: "our-consent", html: await page.text() };
  } finally {
    await server.close();
  }
}

async function register(address: URL): Promise<string> {
  const metadata = {
    client_name: "Visual Studio Code",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "none",
  };
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(metadata) });
  return z.object({ client_id: z.string() }).parse(await response.json()).client_id;
}

function authorizeUrl(address: URL, clientId: string, resource: string): URL {
  const parameters = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "User.Read Mail.Send",
    resource,
    state: "a-state",
    // The challenge of RFC 7636, Appendix B.
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  return new URL(`?${parameters.toString()}`, address);
}
