import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import {
  authority,
  authorizeUrl,
  entraError,
  invalidGrant,
  obtainCode,
  redeem,
  refresh,
  requestDeviceCode,
} from "./support/protocol.ts";
import { answerOf, type Credentials, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { local, remote } = seed.applications;
const { ada, grace, alan } = seed.users;

/** Only an administrator may consent to it. */
const scope = "openid profile offline_access Directory.Read.All";

async function afterPassword(url: string, user: Credentials) {
  const browser = createBrowser();
  return { browser, landing: await typePassword(browser, pageOf(await browser.open(url)), user) };
}

describe("a permission that only an administrator can consent to", () => {
  test("everybody else is stopped by 90094, on a page", async () => {
    const page = pageOf((await afterPassword(authorizeUrl({ scope }), ada)).landing);
    expect([page.status, page.html]).toEqual([400, expect.stringContaining("AADSTS90094:")]);
  });

  test("an administrator consents for herself, which helps no other user", async () => {
    const { browser, landing } = await afterPassword(authorizeUrl({ scope }), grace);
    expect(pageOf(landing).html).toContain("Consent on behalf of your organization");
    expect(answerOf(await pressButton(browser, pageOf(landing), "accept")).parameters.has("code")).toBe(true);
    const page = pageOf((await afterPassword(authorizeUrl({ scope }), ada)).landing);
    expect(page.html).toContain("AADSTS90094:");
  });

  test("or for the whole organization, and then no user is asked", async () => {
    const { browser, landing } = await afterPassword(authorizeUrl({ scope }), grace);
    await pressButton(browser, pageOf(landing), "accept", { for_organization: "yes" });
    expect((await signIn(createBrowser(), authorizeUrl({ scope }), ada)).parameters.has("code")).toBe(true);
  });

  test("an edited form does not consent for everybody in an ordinary user's name", async () => {
    const url = authorizeUrl({ scope: "openid Calendars.Read" });
    const { browser, landing } = await afterPassword(url, ada);
    await pressButton(browser, pageOf(landing), "accept", { for_organization: "yes" });
    expect(pageOf((await afterPassword(url, alan)).landing).html).toContain("Permissions requested");
  });

  test("a test can grant it in one line", async () => {
    entra.directory.grantAdminConsent({ application: remote.appId, scopes: ["Directory.Read.All"] });
    expect((await redeem(await obtainCode({ scope }))).status).toBe(200);
  });
});

describe("consent", () => {
  test("prompt=consent asks again for what was consented to", async () => {
    const { browser, landing } = await afterPassword(authorizeUrl({ prompt: "consent" }), ada);
    expect(pageOf(landing).html).toContain("Sign in and read user profile");
    expect(answerOf(await pressButton(browser, pageOf(landing), "accept")).parameters.has("code")).toBe(true);
  });

  test("a refresh for a permission without consent: 65001 with suberror consent_required", async () => {
    const { body } = await redeem(await obtainCode());
    expect(entraError(await refresh(body["refresh_token"], { scope: "Calendars.Read" }))).toEqual(
      invalidGrant(65001, "consent_required"),
    );
  });

  test("a withdrawn consent is missed at the next refresh", async () => {
    const { body } = await redeem(await obtainCode());
    entra.directory.oauth2PermissionGrants.length = 0;
    expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(65001, "consent_required"));
  });

  test("a device's sign-in has a consent page as well", async () => {
    const { body } = await requestDeviceCode({ scope: "openid Calendars.Read" });
    const browser = createBrowser();
    const entry = pageOf(await browser.open(String(body["verification_uri"])));
    const login = pageOf(await pressButton(browser, entry, "next", { otc: String(body["user_code"]) }));
    const question = pageOf(await typePassword(browser, login, ada));
    const consent = pageOf(await pressButton(browser, question, "continue"));
    expect(consent.html).toContain("Read user calendars");
    expect(pageOf(await pressButton(browser, consent, "accept")).html).toContain("You have signed in");
    const client = entra.directory.findServicePrincipal(local.appId);
    expect(entra.directory.oauth2PermissionGrants.at(-1)).toMatchObject({
      clientId: client?.id,
      principalId: ada.id,
      scope: "Calendars.Read",
    });
  });
});

describe("the admin consent endpoint", () => {
  const url = (parameters: Record<string, string> = {}) => {
    const query = {
      client_id: remote.appId,
      redirect_uri: remote.redirectUri,
      scope: "https://graph.microsoft.com/Directory.Read.All",
      state: "12345",
      ...parameters,
    };
    return `${authority}/${seed.tenant.id}/v2.0/adminconsent?${new URLSearchParams(query).toString()}`;
  };

  test("an administrator's yes goes back with admin_consent, tenant, scope and state, and holds for everybody", async () => {
    const { browser, landing } = await afterPassword(url(), grace);
    expect(pageOf(landing).html).toContain("Permissions requested for your organization");
    const { parameters } = answerOf(await pressButton(browser, pageOf(landing), "accept"));
    expect(Object.fromEntries(parameters)).toEqual({
      admin_consent: "True",
      tenant: seed.tenant.id,
      scope: "https://graph.microsoft.com/Directory.Read.All",
      state: "12345",
    });
    expect((await redeem(await obtainCode({ scope }))).status).toBe(200);
  });

  test("with .default, the application permissions of the registration are granted as well", async () => {
    const application = entra.directory.findApplication(remote.appId);
    const graph = entra.directory.findServicePrincipal("https://graph.microsoft.com");
    const role = graph?.appRoles.find(({ value }) => value === "User.Read.All");
    application?.requiredResourceAccess[0]?.resourceAccess.push({ id: role?.id ?? "", type: "Role" });
    const { browser, landing } = await afterPassword(
      url({ scope: "https://graph.microsoft.com/.default" }),
      grace,
    );
    await pressButton(browser, pageOf(landing), "accept");
    const client = entra.directory.findServicePrincipal(remote.appId);
    expect(entra.directory.rolesOf(client?.id ?? "", graph?.appId ?? "")).toEqual(["User.Read.All"]);
  });

  test("an administrator's no goes back as consent_required", async () => {
    const { browser, landing } = await afterPassword(url(), grace);
    const { parameters } = answerOf(await pressButton(browser, pageOf(landing), "cancel"));
    expect(Object.fromEntries(parameters)).toMatchObject({
      admin_consent: "True",
      error: "consent_required",
      state: "12345",
    });
    expect(parameters.get("error_description")).toContain("AADSTS65004:");
  });

  test("anybody else is told that it takes an administrator", async () => {
    expect(pageOf((await afterPassword(url(), ada)).landing).html).toContain("AADSTS90093:");
  });

  test("an address that is not registered stays on a page", async () => {
    const page = pageOf(await createBrowser().open(url({ redirect_uri: "https://evil.example/" })));
    expect(page.html).toContain("AADSTS50011:");
  });

  test("an unknown scope, and none at all", async () => {
    const page = pageOf(await createBrowser().open(url({ scope: "No.Such.Scope" })));
    expect(page.html).toContain("AADSTS650053:");
    const { parameters } = answerOf(await createBrowser().open(url({ scope: "" })));
    expect(parameters.get("error_description")).toContain("AADSTS900144:");
  });
});
