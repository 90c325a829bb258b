import { decodeJwt } from "jose";
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
  pollDevice,
  redeem,
  refresh,
  requestDeviceCode,
} from "./support/protocol.ts";
import { answerOf, type Credentials, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada, grace } = seed.users;

/** Signs in up to the page after the password. */
async function afterPassword(parameters = {}, user: Credentials = ada) {
  const browser = createBrowser();
  const page = pageOf(await browser.open(authorizeUrl(parameters)));
  return { browser, landing: await typePassword(browser, page, user) };
}

function codeOf(landing: Parameters<typeof answerOf>[0]): string {
  return answerOf(landing).parameters.get("code") ?? "";
}

function methodsIn(token: unknown) {
  return decodeJwt(String(token))["amr"];
}

describe("a policy that wants a second factor", () => {
  test("the sign-in asks for it, and the token says so", async () => {
    entra.directory.addPolicy();
    const { browser, landing } = await afterPassword();
    const page = pageOf(landing);
    expect(page.html).toContain("Approve sign in request");
    const { body } = await redeem(codeOf(await pressButton(browser, page, "approve")));
    expect(methodsIn(body["access_token"])).toEqual(["pwd", "mfa"]);
  });

  test("without a policy no user is asked, and the token says that too", async () => {
    const { body } = await redeem(await obtainCode());
    expect(methodsIn(body["access_token"])).toEqual(["pwd"]);
  });

  test("Deny stays on the page with 500121, Cancel goes back to the application", async () => {
    entra.directory.addPolicy();
    const { browser, landing } = await afterPassword();
    const denied = pageOf(await pressButton(browser, pageOf(landing), "deny"));
    expect(denied.html).toContain("AADSTS500121:");
    const { parameters } = answerOf(await pressButton(browser, denied, "cancel"));
    expect(parameters.get("error_description")).toContain("AADSTS65004:");
  });

  test("a second factor holds for the whole session", async () => {
    entra.directory.addPolicy();
    const { browser, landing } = await afterPassword();
    await pressButton(browser, pageOf(landing), "approve");
    expect(codeOf(await browser.open(authorizeUrl()))).not.toBe("");
  });

  test("prompt=none cannot ask: 50076 goes back, with the claims that lead on", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    const { id } = entra.directory.addPolicy();
    const { parameters } = answerOf(await browser.open(authorizeUrl({ prompt: "none" })));
    expect(parameters.get("error_description")).toContain("AADSTS50076:");
    expect(JSON.parse(parameters.get("claims") ?? "")).toEqual({
      access_token: { capolids: { essential: true, values: [id] } },
    });
  });

  test("it can be for some users, some groups, some applications only, or for the report only", async () => {
    const isAsked = async (user: Credentials) => (await afterPassword({}, user)).landing.kind === "page";
    entra.directory.addPolicy({ users: [ada.userPrincipalName] });
    expect([await isAsked(ada), await isAsked(grace)]).toEqual([true, false]);
    entra.directory.conditionalAccessPolicies.length = 0;
    const policy = entra.directory.addPolicy({ groups: ["Compliance"], applications: [remote.appId] });
    expect([await isAsked(ada), await isAsked(grace)]).toEqual([false, true]);
    policy.conditions.users.excludeUsers.push(grace.id);
    expect(await isAsked(grace)).toBe(false);
    policy.conditions.users.excludeUsers.length = 0;
    policy.conditions.applications.includeApplications = [seed.applications.local.appId];
    expect(await isAsked(grace)).toBe(false);
    policy.conditions.applications.includeApplications = ["All"];
    policy.state = "enabledForReportingButNotEnforced";
    expect(await isAsked(grace)).toBe(false);
  });

  test("a device's sign-in is asked as well", async () => {
    const { body } = await requestDeviceCode();
    entra.directory.addPolicy();
    const browser = createBrowser();
    const entry = pageOf(await browser.open(String(body["verification_uri"])));
    const login = pageOf(await pressButton(browser, entry, "next", { otc: String(body["user_code"]) }));
    const factor = pageOf(await typePassword(browser, login, ada));
    const question = pageOf(await pressButton(browser, factor, "approve"));
    await pressButton(browser, question, "continue");
    const tokens = await pollDevice(body["device_code"]);
    expect(methodsIn(tokens.body["access_token"])).toEqual(["pwd", "mfa"]);
  });

  test("the page of the second factor is not skipped by the form of the page after it", async () => {
    entra.directory.addPolicy();
    const { browser, landing } = await afterPassword();
    const page = pageOf(landing);
    const ctx = page.forms[0]?.fields["ctx"] ?? "";
    const send = (action: string, button: string) =>
      browser.submit(page, { action, fields: { ctx }, buttons: [] }, { action: button });
    const consent = await send(`${authority}/${seed.tenant.id}/consent`, "accept");
    expect(pageOf(consent).html).toContain("Approve sign in request");
  });

  test("nor is it on the way to a device", async () => {
    entra.directory.addPolicy();
    const { body } = await requestDeviceCode();
    const browser = createBrowser();
    const entry = pageOf(await browser.open(String(body["verification_uri"])));
    const login = pageOf(await pressButton(browser, entry, "next", { otc: String(body["user_code"]) }));
    const page = pageOf(await typePassword(browser, login, ada));
    const form = {
      action: "/common/oauth2/deviceauth/confirm",
      fields: page.forms[0]?.fields ?? {},
      buttons: [],
    };
    const skipped = await browser.submit(page, form, { action: "continue" });
    expect(pageOf(skipped).html).toContain("Approve sign in request");
    expect(entraError(await pollDevice(body["device_code"]))).toMatchObject({ code: 70016 });
  });

  test("a form without a sign-in before it approves nothing", async () => {
    const browser = createBrowser();
    const page = pageOf(await browser.open(authorizeUrl()));
    const [form] = page.forms;
    const action = `${authority}/${seed.tenant.id}/SAS/ProcessAuth`;
    const skipped = await browser.submit(
      page,
      { action, fields: { ctx: form?.fields["ctx"] ?? "" }, buttons: [] },
      { action: "approve" },
    );
    expect(pageOf(skipped).html).toContain("AADSTS165000:");
  });
});

describe("at the token endpoint", () => {
  test("a refresh without a second factor: 50076 with a claims challenge, until the step-up", async () => {
    const before = await redeem(await obtainCode());
    const { id } = entra.directory.addPolicy();
    const refusal = await refresh(before.body["refresh_token"]);
    expect(entraError(refusal)).toEqual(invalidGrant(50076, "basic_action"));
    expect(refusal.body).toHaveProperty("claims");
    const claims = String(refusal.body["claims"]);
    expect(JSON.parse(claims)).toEqual({ access_token: { capolids: { essential: true, values: [id] } } });

    const { browser, landing } = await afterPassword({ claims });
    const after = await redeem(codeOf(await pressButton(browser, pageOf(landing), "approve")));
    expect((await refresh(after.body["refresh_token"])).status).toBe(200);
    expect(entraError(await refresh(before.body["refresh_token"]))).toEqual(
      invalidGrant(50076, "basic_action"),
    );
  });

  test("a user who has no second factor yet: 50079, and a page to set one up", async () => {
    const { body } = await redeem(await obtainCode());
    entra.directory.addPolicy();
    const user = entra.directory.findUser(ada.id);
    if (user) user.isMfaRegistered = false;
    const refusal = await refresh(body["refresh_token"]);
    expect(entraError(refusal)).toEqual({ status: 400, error: "interaction_required", code: 50079 });
    expect(refusal.body).toHaveProperty("claims");
    const { browser, landing } = await afterPassword();
    expect(pageOf(landing).html).toContain("More information required");
    await pressButton(browser, pageOf(landing), "approve");
    expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(50076, "basic_action"));
  });

  test("a policy that blocks: 53003, on a page and at the token endpoint", async () => {
    const { body } = await redeem(await obtainCode());
    entra.directory.addPolicy({ users: [ada.id], control: "block" });
    expect(entraError(await refresh(body["refresh_token"]))).toEqual(invalidGrant(53003, "message_only"));
    expect(pageOf((await afterPassword()).landing).html).toContain("AADSTS53003:");
  });

  test("claims that are no claims request are refused", async () => {
    expect(entraError(await redeem(await obtainCode(), { claims: "{" }))).toMatchObject({ code: 90100 });
    const { parameters } = answerOf(await createBrowser().open(authorizeUrl({ claims: "[]" })));
    expect(parameters.get("error_description")).toContain("AADSTS90100:");
  });
});

describe("an authentication context", () => {
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } });

  test("is stepped up to only where it is asked for, and is then in the token", async () => {
    entra.directory.addPolicy({ authenticationContexts: ["c1"] });
    const plain = await redeem(await obtainCode());
    expect(decodeJwt(String(plain.body["access_token"]))).not.toHaveProperty("acrs");
    expect(entraError(await refresh(plain.body["refresh_token"], { claims }))).toEqual(
      invalidGrant(50076, "basic_action"),
    );
    const { browser, landing } = await afterPassword({ claims });
    const { body } = await redeem(codeOf(await pressButton(browser, pageOf(landing), "approve")));
    expect(decodeJwt(String(body["access_token"]))["acrs"]).toEqual(["c1"]);
  });
});
