import { describe, expect, test } from "vitest";
import { type Application, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { addApi, apiUri, applicationOf } from "./support/api.ts";
import { type Browser, createBrowser } from "./support/browser.ts";
import {
  authorizeUrl,
  entraError,
  graph,
  invalidGrant,
  jsonOf,
  obtainCode,
  type Parameters,
  pollDevice,
  postToken,
  redeem,
  refresh,
  requestDeviceCode,
} from "./support/protocol.ts";
import { answerOf, confirmDevice, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote, local } = seed.applications;
const { ada } = seed.users;
const graphDefault = `${graph}/.default`;

function scopesOf(body: Record<string, unknown>): string[] {
  return String(body["scope"]).split(" ").toSorted();
}

function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString());
}

/** The remote application before the first consent. */
function withoutConsent(overrides: Partial<Application> = {}): Application {
  entra.directory.oauth2PermissionGrants.length = 0;
  return Object.assign(applicationOf(entra, remote.appId), overrides);
}

/** The permissions on the consent page, by their values. */
async function consentPageFor(browser: Browser, parameters: Parameters) {
  const login = pageOf(await browser.open(authorizeUrl({ prompt: "login", ...parameters })));
  const page = pageOf(await typePassword(browser, login, ada));
  return { page, listed: page.document.querySelectorAll("li small").map(({ text }) => text) };
}

async function consentAndRedeem(browser: Browser, parameters: Parameters) {
  const { page, listed } = await consentPageFor(browser, parameters);
  const { parameters: answer } = answerOf(await pressButton(browser, page, "accept"));
  const { body } = await redeem(answer.get("code") ?? "");
  return { body, listed: listed.toSorted() };
}

describe("the case of a scope does not matter, and the answer has the registered spelling", () => {
  test.each([
    ["user.read mail.send", "User.Read"],
    [`${graph}/user.READ`, `${graph}/User.Read`],
    ["https://Graph.Microsoft.com/user.read", `${graph}/User.Read`],
  ])("%s, at authorize, token and refresh", async (scope, registered) => {
    const { body } = await redeem(await obtainCode({ scope: `OpenID Offline_Access ${scope}` }), { scope });
    expect(scopesOf(body)).toContain(registered);
    expect(claimsOf(body["access_token"])["scp"]).toContain("User.Read");
    const first = await redeem(await obtainCode({ scope: `openid OFFLINE_ACCESS ${scope}` }));
    const { status, body: later } = await refresh(first.body["refresh_token"], { scope });
    expect([status, scopesOf(later).includes(registered)]).toEqual([200, true]);
  });

  test("with a device code as well", async () => {
    const { body } = await requestDeviceCode({ scope: "openid user.read" });
    const device = { verificationUri: String(body["verification_uri"]), userCode: String(body["user_code"]) };
    await confirmDevice(createBrowser(), device, ada);
    const { status, body: tokens } = await pollDevice(body["device_code"]);
    expect([status, scopesOf(tokens).includes("User.Read")]).toEqual([200, true]);
  });

  test("with an API of one's own, whose name is in the registered spelling, too", async () => {
    addApi(entra);
    const { body } = await redeem(await obtainCode({ scope: "API://Workshop-API/ACCESS" }));
    expect(scopesOf(body)).toContain(`${apiUri}/access`);
    expect(claimsOf(body["access_token"])["scp"]).toBe("access");
  });

  test("one scope in two spellings is one scope", async () => {
    const { listed } = await consentPageFor(createBrowser(), { scope: "calendars.read Calendars.Read" });
    expect(listed.filter((value) => value === "Calendars.Read")).toHaveLength(1);
  });

  test("a scope that the resource does not have is still refused", async () => {
    const page = pageOf(await createBrowser().open(authorizeUrl({ scope: "user.reed" })));
    expect(page.html).toContain("AADSTS650053:");
  });
});

describe(".default", () => {
  test("asks nothing once something is granted, and gives what was granted: authorize, prompt=none, refresh", async () => {
    withoutConsent();
    entra.directory.consent(remote.appId, ada.id, graphPrincipal(), ["User.Read"]);
    const browser = createBrowser();
    const scope = `openid offline_access ${graphDefault}`;
    const answer = await signIn(browser, authorizeUrl({ scope }), ada);
    const { body } = await redeem(answer.parameters.get("code") ?? "");
    const granted = [graphDefault, `${graph}/User.Read`, "openid", "profile"];
    expect(scopesOf(body)).toEqual(granted);
    const silent = answerOf(await browser.open(authorizeUrl({ scope, prompt: "none" })));
    expect(silent.parameters.has("code")).toBe(true);
    const refreshed = await refresh(body["refresh_token"], { scope: graphDefault });
    expect([refreshed.status, scopesOf(refreshed.body)]).toEqual([200, granted]);
  });

  test("on first contact asks for all that the registration lists, for all of its APIs", async () => {
    const api = addApi(entra);
    const application = withoutConsent();
    const [scope] = api.api.oauth2PermissionScopes;
    application.requiredResourceAccess = [
      ...application.requiredResourceAccess,
      { resourceAppId: api.appId, resourceAccess: [{ id: scope?.id ?? "", type: "Scope" }] },
    ];
    const browser = createBrowser();
    const { body, listed } = await consentAndRedeem(browser, { scope: graphDefault });
    expect(listed).toEqual(["Mail.Send", "User.Read", "User.ReadBasic.All", "access", "offline_access"]);
    expect(scopesOf(body)).not.toContain("access");
    const other = answerOf(await browser.open(authorizeUrl({ scope: `${apiUri}/access`, prompt: "none" })));
    expect(other.parameters.has("code")).toBe(true);
  });

  test("with prompt=consent asks for all of it, beside what was granted before", async () => {
    withoutConsent();
    entra.directory.consent(remote.appId, ada.id, graphPrincipal(), ["Calendars.Read"]);
    const { body, listed } = await consentAndRedeem(createBrowser(), {
      scope: graphDefault,
      prompt: "consent",
    });
    expect(listed).toEqual([
      "Calendars.Read",
      "Mail.Send",
      "User.Read",
      "User.ReadBasic.All",
      "offline_access",
    ]);
    for (const value of ["Calendars.Read", "Mail.Send"])
      expect(scopesOf(body)).toContain(`${graph}/${value}`);
  });

  test("and scopes by name do not go together: AADSTS70011", async () => {
    const scope = `${graphDefault} ${graph}/User.Read`;
    const { parameters } = answerOf(await createBrowser().open(authorizeUrl({ scope })));
    expect(parameters.get("error_description")).toContain(
      ".default scope can't be combined with resource-specific scopes.",
    );
  });

  test("of a resource that the registration does not list is refused: AADSTS650057", async () => {
    addApi(entra);
    withoutConsent();
    const browser = createBrowser();
    const login = pageOf(await browser.open(authorizeUrl({ scope: `${apiUri}/.default` })));
    const { parameters } = answerOf(await typePassword(browser, login, ada));
    expect([parameters.get("error"), parameters.get("error_description")]).toEqual([
      "invalid_client",
      expect.stringContaining(`AADSTS650057: Invalid resource.`),
    ]);
    const answer = await refreshOfConsented(`${apiUri}/.default`);
    expect(entraError(answer)).toEqual({ status: 400, error: "invalid_client", code: 650057 });
  });
});

describe("what signing in needs", () => {
  test("email, asked for later, is asked of the user; then page, scope, id token and userinfo agree", async () => {
    const [grant] = withoutConsentBut("openid profile offline_access User.Read");
    const first = await redeem(await obtainCode());
    expect(await emailIn(first.body)).toEqual({ scope: false, idToken: undefined, userinfo: undefined });
    const scope = "openid email offline_access User.Read";
    expect(entraError(await refresh(first.body["refresh_token"], { scope }))).toEqual(
      invalidGrant(65001, "consent_required"),
    );
    const { body, listed } = await consentAndRedeem(createBrowser(), { scope });
    expect(listed).toContain("email");
    const mail = entra.directory.findUser(ada.id)?.mail;
    expect(await emailIn(body)).toEqual({ scope: true, idToken: mail, userinfo: mail });
    expect(grant?.scope).not.toContain("email");
  });

  test("offline_access is on every consent page, so that it can be asked for later without another", async () => {
    withoutConsent();
    const browser = createBrowser();
    const { body, listed } = await consentAndRedeem(browser, { scope: "openid User.Read" });
    expect([listed, "refresh_token" in body]).toEqual([["User.Read", "offline_access", "openid"], false]);
    const scope = "openid offline_access User.Read";
    const silent = answerOf(await browser.open(authorizeUrl({ scope, prompt: "none" })));
    const later = await redeem(silent.parameters.get("code") ?? "");
    expect("refresh_token" in later.body).toBe(true);
  });

  test("the first sign-in asks, even for openid alone", async () => {
    withoutConsent();
    const { listed } = await consentPageFor(createBrowser(), { scope: "openid" });
    expect(listed).toEqual(["openid", "offline_access"]);
  });

  test("an administrator's consent to User.Read is enough for openid, profile and offline_access", async () => {
    withoutConsentBut("User.Read");
    const { status, body } = await redeem(await obtainCode());
    expect([status, scopesOf(body)]).toEqual([200, ["User.Read", "openid", "profile"]]);
  });
});

function graphPrincipal() {
  const found = entra.directory.findServicePrincipal(graph);
  if (!found) throw new Error("There is no Microsoft Graph.");
  return found;
}

/** Consents for all users, as an administrator. */
function withoutConsentBut(scope: string) {
  withoutConsent();
  for (const application of [remote.appId, local.appId]) {
    entra.directory.grantAdminConsent({ application, scopes: scope.split(" ") });
  }
  return entra.directory.oauth2PermissionGrants;
}

async function refreshOfConsented(scope: string) {
  withoutConsentBut("User.Read");
  const { body } = await redeem(await obtainCode());
  return postToken({
    grant_type: "refresh_token",
    client_id: remote.appId,
    client_secret: remote.secret,
    refresh_token: String(body["refresh_token"]),
    scope,
  });
}

async function emailIn(body: Record<string, unknown>) {
  const headers = { authorization: `Bearer ${String(body["access_token"])}` };
  const userinfo = await jsonOf(await fetch(`${graph}/oidc/userinfo`, { headers }));
  return {
    scope: scopesOf(body).includes("email"),
    idToken: claimsOf(body["id_token"])["email"],
    userinfo: userinfo["email"],
  };
}
