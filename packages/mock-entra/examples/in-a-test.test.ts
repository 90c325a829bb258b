import { PublicClientApplication } from "@azure/msal-node";
import { createClientCertificate, createMockEntra, InvalidInputError, seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { loadIssuer } from "@mcp-entra/mock-entra/certificates";
import { browserFetch, runningMockEntra, useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

// #region useMockEntra
const entra = useMockEntra();

test("a new application has seen no user", () => {
  entra.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 60 });
  expect(entra.trace.entries()).toEqual([]);
});
// #endregion

test("a user signs in with unmodified MSAL", async () => {
  const { appId: clientId } = seed.applications.local;
  const authority = `https://login.microsoftonline.com/${seed.tenant.id}`;
  const client = new PublicClientApplication({ auth: { clientId, authority } });
  const request = { scopes: ["User.Read"], redirectUri: "http://localhost" };
  const url = await client.getAuthCodeUrl(request);
  // #region browserFetch
  const browser = createHttpBrowser({ fetch: browserFetch, stopBefore: "http://localhost" });
  // #endregion
  // #region signIn
  const arrived = await signIn(browser, await browser.visit(url), seed.users.ada);
  const code = new URL(arrived.url).searchParams.get("code") ?? "";
  // #endregion
  const result = await client.acquireTokenByCode({ ...request, code });
  expect(result.account?.username).toBe(seed.users.ada.userPrincipalName);
  expect(entra.trace.entries().at(-1)).toMatchObject({ endpoint: "token", error: null });
});

test("in a setup file of Vitest's, which has no mock of its own", () => {
  // #region runningMockEntra
  const seen = runningMockEntra()?.trace.entries() ?? [];
  // #endregion
  expect(seen).toEqual([]);
});

test("pages, without a window", async () => {
  const authorizeUrl = `https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/authorize`;
  // #region createHttpBrowser
  const browser = createHttpBrowser();
  const page = await browser.visit(authorizeUrl);
  expect(page.html).toContain("AADSTS900144"); // a parameter is missing
  // #endregion
});

test("for other processes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // #region createMockEntra
  const mock = createMockEntra();
  const running = await mock.listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: folder,
  });
  expect(running.authorityHost).toMatch(/^https:\/\/localhost:\d+$/); // for AZURE_AUTHORITY_HOST
  await running.close();
  // #endregion
});

/** A user of a third tenant, who is a guest of the first. */
function addThirdCompany() {
  const tenant = {
    id: "c0000000-0000-4000-8000-000000000003",
    displayName: "Third Company",
    defaultDomain: "thirdcompany.onmicrosoft.com",
  };
  const zoe = {
    id: "a0000000-0000-4000-8000-000000000003",
    userPrincipalName: `zoe@${tenant.defaultDomain}`,
    displayName: "Zoe",
    passwordProfile: { password: "not-a-secret" },
  };
  entra.directory.addGuest(zoe.userPrincipalName);
  return entra.addTenant({ tenant, users: [zoe] });
}

test("a third tenant", () => {
  expect(addThirdCompany().users).toMatchObject([{ displayName: "Zoe" }]);
  expect(entra.tenants()).toHaveLength(3);
});

test("a certificate in place of a secret", async () => {
  // #region createClientCertificate
  const { certificate, keyCredential } = await createClientCertificate({ name: "my server" });
  entra.directory.findApplication(seed.applications.remote.appId)?.keyCredentials.push(keyCredential);
  // #endregion
  expect(new X509Certificate(certificate).subject).toBe("CN=my server");
});

test("a certificate for a loopback name", async () => {
  // #region loadIssuer
  const { issueAuthority, issueLeaf } = await loadIssuer();
  const authority = await issueAuthority(new Date());
  const { certificate } = await issueLeaf(authority, new Date());
  expect(new X509Certificate(certificate).subjectAltName).toContain("DNS:localhost");
  // #endregion
});

test("a file that is none", () => {
  // #region InvalidInputError
  expect(() => createMockEntra().importDirectory({ users: "Ada" })).toThrow(InvalidInputError);
  // #endregion
});
