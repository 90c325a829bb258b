import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { addApi, apiUri, applicationOf } from "./support/api.ts";
import { type Browser, createBrowser } from "./support/browser.ts";
import { authorizeUrl, obtainCode, type Parameters, postToken, redeem } from "./support/protocol.ts";
import { answerOf, pageOf, signIn } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada } = seed.users;
const { engineering } = seed.groups;

/** Claims for which this tenant has no value. Entra leaves such claims out. */
const valueless = "ctry fwd in_corp onprem_sid pwd_exp pwd_url tenant_ctry vnet xms_pdl xms_tpl ztdid".split(
  " ",
);

function asClaims(names: string) {
  return names.split(" ").map((name) => ({ name }));
}

async function idToken(parameters: Parameters = {}) {
  const { body } = await redeem(await obtainCode(parameters));
  return decodeJwt(String(body["id_token"]));
}

async function apiToken(scope = `openid profile ${apiUri}/access`) {
  const { body } = await redeem(await obtainCode({ scope }));
  return decodeJwt(String(body["access_token"]));
}

/** Removes names and addresses, so that no claim can show them. */
function adaHas(values: { mail?: string | null; preferredLanguage?: string }): void {
  Object.assign(entra.directory.findUser(ada.id) ?? {}, values);
}

describe("optional claims of an id token, by the manifest of the client", () => {
  test("say what the directory and the session know", async () => {
    adaHas({ mail: "ada@mcpworkshop.onmicrosoft.com", preferredLanguage: "en-US" });
    applicationOf(entra, remote.appId).optionalClaims.idToken = asClaims(
      "acct auth_time email family_name given_name ipaddr sid tenant_region_scope upn verified_primary_email xms_edov xms_pl",
    );
    const claims = await idToken();
    expect(claims).toMatchObject({
      acct: 0,
      auth_time: expect.any(Number),
      email: "ada@mcpworkshop.onmicrosoft.com",
      family_name: "Lovelace",
      given_name: "Ada",
      ipaddr: "127.0.0.1",
      tenant_region_scope: "EU",
      upn: ada.userPrincipalName,
      verified_primary_email: ["ada@mcpworkshop.onmicrosoft.com"],
      xms_edov: true,
      xms_pl: "en-us",
    });
    expect(Math.abs(Number(claims["auth_time"]) - Number(claims.iat) - 300)).toBeLessThan(100);
  });

  test("stay away where there is no value, or the scope profile is missing", async () => {
    const application = applicationOf(entra, remote.appId);
    application.optionalClaims.idToken = asClaims(`email xms_edov ${valueless.join(" ")} made_up`);
    adaHas({ mail: null });
    const claims = await idToken();
    expect(Object.keys(claims).filter((name) => valueless.includes(name))).toEqual([]);
    expect(claims).not.toHaveProperty("email");
    expect(claims).not.toHaveProperty("xms_edov");
    application.optionalClaims.idToken = asClaims("family_name given_name upn acct");
    const bare = await idToken({ scope: "openid" });
    expect(bare).toMatchObject({ acct: 0 });
    for (const name of ["family_name", "given_name", "upn"]) expect(bare).not.toHaveProperty(name);
  });

  test("an address of another domain is not verified by the tenant", async () => {
    adaHas({ mail: "ada@example.org" });
    applicationOf(entra, remote.appId).optionalClaims.idToken = asClaims("email xms_edov");
    expect(await idToken()).toMatchObject({ email: "ada@example.org", xms_edov: false });
  });

  test("a login_hint that came as a claim signs its user in again without a question", async () => {
    applicationOf(entra, remote.appId).optionalClaims.idToken = asClaims("login_hint");
    const browser = createBrowser();
    const answer = await signIn(browser, authorizeUrl(), ada);
    const { body } = await redeem(answer.parameters.get("code") ?? "");
    const hint = String(decodeJwt(String(body["id_token"]))["login_hint"]);
    const silent = answerOf(await browser.open(authorizeUrl({ login_hint: hint, prompt: "none" })));
    expect(silent.parameters.has("code")).toBe(true);
    const elsewhere = pageOf(await createBrowser().open(authorizeUrl({ login_hint: hint })));
    expect(elsewhere.document.querySelector('input[name="login"]')?.getAttribute("value")).toBe(
      ada.userPrincipalName,
    );
  });
});

describe("optional claims of an access token, by the manifest of the API", () => {
  test("are the API's and not the client's", async () => {
    applicationOf(entra, remote.appId).optionalClaims.accessToken = asClaims("ipaddr");
    expect(await apiTokenOf("acct auth_time family_name upn")).toMatchObject({
      acct: 0,
      auth_time: expect.any(Number),
      family_name: "Lovelace",
      upn: ada.userPrincipalName,
    });
    expect(await apiTokenOf("acct")).not.toHaveProperty("ipaddr");
  });

  test("idtyp says `user` only with include_user_token", async () => {
    const api = addApi(entra);
    api.optionalClaims.accessToken = [{ name: "idtyp" }];
    expect(await apiToken()).not.toHaveProperty("idtyp");
    api.optionalClaims.accessToken = [{ name: "idtyp", additionalProperties: ["include_user_token"] }];
    expect(await apiToken()).toMatchObject({ idtyp: "user" });
  });

  test("use_guid makes the audience of a version 1 token the API's client ID, for users and applications", async () => {
    const api = addApi(entra);
    api.api.requestedAccessTokenVersion = null;
    expect(await apiToken()).toMatchObject({ aud: apiUri, ver: "1.0" });
    api.optionalClaims.accessToken = [{ name: "aud", additionalProperties: ["use_guid"] }];
    expect(await apiToken()).toMatchObject({ aud: api.appId, ver: "1.0" });
    const { body } = await postToken({
      grant_type: "client_credentials",
      client_id: remote.appId,
      client_secret: remote.secret,
      scope: `${apiUri}/.default`,
    });
    expect(decodeJwt(String(body["access_token"]))).toMatchObject({ aud: api.appId, ver: "1.0" });
  });

  test("a version 1 token has names and address without being asked, and preferred_username when it is", async () => {
    const api = addApi(entra);
    api.api.requestedAccessTokenVersion = 1;
    expect(await apiToken()).toMatchObject({
      family_name: "Lovelace",
      given_name: "Ada",
      ipaddr: "127.0.0.1",
    });
    expect(await apiToken()).not.toHaveProperty("preferred_username");
    api.optionalClaims.accessToken = asClaims("preferred_username");
    expect(await apiToken()).toMatchObject({ preferred_username: ada.userPrincipalName });
  });

  async function apiTokenOf(names: string) {
    const api = entra.directory.findServicePrincipal(apiUri)
      ? applicationOf(entra, entra.directory.findServicePrincipal(apiUri)?.appId ?? "")
      : addApi(entra);
    api.optionalClaims.accessToken = asClaims(names);
    return apiToken();
  }
});

describe("the optional claim groups", () => {
  const asked = (...additionalProperties: string[]) => [{ name: "groups", additionalProperties }];

  test("emit_as_roles puts groups in the place of roles, and the roles are gone", async () => {
    const application = applicationOf(entra, remote.appId);
    application.groupMembershipClaims = "SecurityGroup";
    expect(await idToken()).toMatchObject({ roles: ["Directory.Reader"], groups: [engineering.id] });
    application.optionalClaims.idToken = asked("emit_as_roles");
    const claims = await idToken();
    expect(claims["roles"]).toEqual([engineering.id]);
    expect(claims).not.toHaveProperty("groups");
    application.groupMembershipClaims = "None";
    expect(await idToken()).not.toHaveProperty("roles");
  });

  test("cloud_displayname gives names, for groups that are assigned to the application only", async () => {
    const api = addApi(entra);
    api.optionalClaims.accessToken = asked("sam_account_name", "cloud_displayname");
    api.groupMembershipClaims = "SecurityGroup";
    expect(await apiToken()).toMatchObject({ groups: [engineering.id] });
    api.groupMembershipClaims = "ApplicationGroup";
    entra.directory.assignRole({ group: "Engineering", on: apiUri, role: "Reader" });
    expect(await apiToken()).toMatchObject({ groups: ["Engineering"] });
  });
});

describe("max_age", () => {
  async function isAsked(browser: Browser, maxAge: string): Promise<boolean> {
    return (await browser.open(authorizeUrl({ max_age: maxAge }))).kind === "page";
  }

  test("asks for a new sign-in once the session is older, always for 0, and never silently", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    entra.clock.advance({ seconds: 301 });
    expect([
      await isAsked(browser, "600"),
      await isAsked(browser, "300"),
      await isAsked(browser, "0"),
    ]).toEqual([false, true, true]);
    const silent = answerOf(await browser.open(authorizeUrl({ max_age: "300", prompt: "none" })));
    expect(silent.parameters.get("error")).toBe("login_required");
  });

  test("puts auth_time into the id token, which has none otherwise", async () => {
    expect(await idToken({ max_age: "600" })).toHaveProperty("auth_time");
    expect(await idToken()).not.toHaveProperty("auth_time");
  });

  test("that is no number of seconds is refused", async () => {
    const { parameters } = answerOf(await createBrowser().open(authorizeUrl({ max_age: "-1" })));
    expect(parameters.get("error_description")).toContain("AADSTS90100: 'max_age'");
  });
});
