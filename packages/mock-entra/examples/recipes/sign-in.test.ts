import { ConfidentialClientApplication } from "@azure/msal-node";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { expect, test } from "vitest";

const entra = useMockEntra();
const { appId, secret, redirectUri } = seed.applications.remote;
const authority = `https://login.microsoftonline.com/${seed.tenant.id}`;

/** Your code. It uses the addresses of the real Entra and Graph. */
async function readProfile(code: string): Promise<unknown> {
  const client = new ConfidentialClientApplication({
    auth: { clientId: appId, clientSecret: secret, authority },
  });
  const { accessToken } = await client.acquireTokenByCode({ scopes: ["User.Read"], redirectUri, code });
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await fetch("https://graph.microsoft.com/v1.0/me", { headers });
  return answer.json();
}

async function signInAs(user: { userPrincipalName: string; password: string }): Promise<string> {
  const query = new URLSearchParams({
    client_id: appId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "User.Read",
  });
  const browser = createHttpBrowser({ fetch: browserFetch, stopBefore: redirectUri });
  const page = await browser.visit(`${authority}/oauth2/v2.0/authorize?${query.toString()}`);
  const { url } = await signIn(browser, page, user);
  return new URL(url).searchParams.get("code") ?? "";
}

test("a user signs in, and Graph says who it is", async () => {
  const code = await signInAs(seed.users.ada);
  expect(await readProfile(code)).toMatchObject({ displayName: "Ada Lovelace" });
});

test("a second factor is asked for where a policy wants it", async () => {
  entra.directory.addPolicy({ users: [seed.users.alan.id] });
  await signInAs(seed.users.alan);
  expect(entra.trace.entries().map(({ endpoint }) => endpoint)).toContain("second-factor");
});

test("a code works once", async () => {
  const code = await signInAs(seed.users.ada);
  await readProfile(code);
  await expect(readProfile(code)).rejects.toThrow("AADSTS54005");
});
