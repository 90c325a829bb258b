import { type MockEntra, seed } from "../../src/index.ts";
import { createBrowser } from "../support/browser.ts";
import { authorizeUrl, obtainCode, redeem, refresh } from "../support/protocol.ts";
import { pageOf, signIn, typePassword } from "../support/sign-in.ts";
import {
  asJson,
  asPage,
  asRedirect,
  type ErrorCase,
  open,
  readJson,
  readPage,
  readRedirect,
} from "./error-case.ts";

/** A refresh with these scopes. */
async function refreshFor(scope: string | undefined) {
  const { body } = await redeem(await obtainCode());
  return readJson(await refresh(body["refresh_token"], { scope }));
}

/** Another API in the tenant. */
function addApi({ directory }: MockEntra): void {
  const base = directory.findApplication(seed.applications.remote.appId);
  if (!base) throw new Error("no seed");
  directory.addApplication({
    ...structuredClone(base),
    appId: "44444444-aaaa-4bbb-8ccc-000000000004",
    identifierUris: ["api://other"],
  });
}

const scopes: ErrorCase[] = [
  {
    when: "a scope has a character that no scope may have",
    refusal: asJson(400, "invalid_scope", 70011),
    provoke: () => refreshFor('User.Read "quoted"'),
  },
  {
    when: "a token is asked for a resource of Microsoft's other than Graph",
    refusal: asJson(400, "invalid_resource", 500011),
    provoke: () => refreshFor("https://management.azure.com/user_impersonation"),
  },
  {
    when: "an authorization request has a malformed scope",
    refusal: asRedirect("invalid_scope", 70011),
    provoke: async () => readRedirect(await open({ scope: 'a"b' })),
  },
  {
    when: "scopes of two resources are asked for at once",
    refusal: asJson(400, "invalid_scope", 28000),
    provoke: (entra) => {
      addApi(entra);
      return refreshFor("User.Read api://other/access");
    },
  },
  {
    when: "a refresh names no scope",
    refusal: asJson(400, "invalid_scope", 90009),
    provoke: () => refreshFor(undefined),
  },
  {
    when: "a permission is asked for that the resource does not have",
    refusal: asPage(650053),
    provoke: async () => readPage(await open({ scope: "No.Such.Scope" })),
  },
  {
    when: "a resource is asked for that is not in the tenant",
    refusal: asJson(400, "invalid_resource", 500011),
    provoke: () => refreshFor("api://unknown/access"),
  },
  {
    when: "an authorization request names a resource that its scopes are not of (RFC 8707)",
    refusal: asRedirect("invalid_target", 9010010),
    provoke: async () => readRedirect(await open({ resource: "http://localhost:3001/mcp" })),
  },
  {
    when: "a token request names a resource that its scopes are not of (RFC 8707)",
    refusal: asJson(400, "invalid_target", 9010010),
    provoke: async () =>
      readJson(await redeem(await obtainCode(), { resource: "http://localhost:3001/mcp" })),
  },
];

const consent: ErrorCase[] = [
  {
    when: "a refresh asks for a permission without consent",
    refusal: asJson(400, "invalid_grant", 65001, "consent_required"),
    provoke: () => refreshFor("Calendars.Read"),
  },
  {
    when: "prompt=none needs consent",
    refusal: asRedirect("consent_required", 65001),
    provoke: async () => {
      const browser = createBrowser();
      await signIn(browser, authorizeUrl(), seed.users.ada);
      const silent = { prompt: "none", scope: "openid Calendars.Read", state: "s" };
      return readRedirect(await browser.open(authorizeUrl(silent)));
    },
  },
  {
    when: "a user asks for a permission that only an administrator can consent to",
    refusal: asPage(90094),
    provoke: async () => {
      const browser = createBrowser();
      const page = pageOf(await browser.open(authorizeUrl({ scope: "openid Directory.Read.All" })));
      return readPage(await typePassword(browser, page, seed.users.ada));
    },
  },
];

/** Errors of scopes, resources and consent. */
export const permissionCases: ErrorCase[] = [...scopes, ...consent];
