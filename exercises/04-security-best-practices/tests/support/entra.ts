import { ConfidentialClientApplication } from "@azure/msal-node";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { withoutNetwork } from "@mcp-entra/workshop/attacks";
import type { ClientCredential } from "#exercise/client-credential.ts";

const { appId, secret, redirectUri } = seed.applications.remote;
const authority = `https://login.microsoftonline.com/${seed.tenant.id}`;

/** Ada's token for Microsoft Graph. */
export async function graphToken(): Promise<string> {
  withoutNetwork();
  const client = new ConfidentialClientApplication({
    auth: { clientId: appId, clientSecret: secret, authority },
  });
  const request = { scopes: ["User.Read"], redirectUri };
  const browser = createHttpBrowser({ stopBefore: redirectUri, fetch: browserFetch });
  const end = await signIn(
    browser,
    await browser.visit(await client.getAuthCodeUrl(request)),
    seed.users.ada,
  );
  const { accessToken } = await client.acquireTokenByCode({
    ...request,
    code: new URL(end.url).searchParams.get("code") ?? "",
  });
  return accessToken;
}

/** Whether Entra takes this for the server's proof: “accepted”, or the AADSTS number, or what was thrown. */
export async function prove(credential: () => ClientCredential): Promise<string> {
  withoutNetwork();
  try {
    const client = new ConfidentialClientApplication({
      auth: { clientId: appId, authority, ...credential() },
    });
    const result = await client.acquireTokenByClientCredential({
      scopes: ["https://graph.microsoft.com/.default"],
      skipCache: true,
    });
    return result === null ? "no token" : "accepted";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return /AADSTS\d+/.exec(message)?.[0] ?? message;
  }
}
