import { PublicClientApplication } from "@azure/msal-node";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { discoverAuthority, type EntraConfig, msalAuthOptions } from "../../src/index.ts";

/** Ada, after a sign-in by device code with unmodified MSAL. */
export interface SignedInUser {
  /** Counts the calls, and passes them to MSAL. */
  getAccessToken: (options: { forceRefresh: boolean }) => Promise<string>;
  asked: { forceRefresh: boolean }[];
}

export const config: EntraConfig = {
  tenantId: seed.tenant.id,
  clientId: seed.applications.local.appId,
  authorityHost: "https://login.microsoftonline.com",
  graphBaseUrl: "https://graph.microsoft.com",
  developmentCaFile: undefined,
};
const scopes = ["User.Read"];

export async function signInAda(entra: EntraConfig = config): Promise<SignedInUser> {
  const client = new PublicClientApplication({
    auth: msalAuthOptions(entra, await discoverAuthority(entra)),
  });
  const code = Promise.withResolvers<{ verificationUri: string; userCode: string }>();
  const signingIn = client.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: code.resolve });
  const { verificationUri, userCode } = await code.promise;
  const browser = createHttpBrowser({ fetch: browserFetch });
  const signInPage = await browser.submit(await browser.visit(verificationUri), { otc: userCode });
  await browser.submit(await signIn(browser, signInPage, seed.users.ada), { action: "continue" });
  const account = (await signingIn)?.account;
  if (!account) throw new Error("Ada could not be signed in.");

  const asked: { forceRefresh: boolean }[] = [];
  return {
    asked,
    getAccessToken: async ({ forceRefresh }) => {
      asked.push({ forceRefresh });
      return (await client.acquireTokenSilent({ account, scopes, forceRefresh })).accessToken;
    },
  };
}
