import { describe, expect, test } from "vitest";
import type { Page } from "../src/browser/index.ts";
import { seed } from "../src/index.ts";
import { useServed } from "./support/deployment.ts";
import { createBrowser } from "./support/browser.ts";
import { messageOf, valueOn, visitPortal } from "./support/portal.ts";
import { answerOf, pageOf, pressButton, typePassword } from "./support/sign-in.ts";

const served = useServed();
const portal = visitPortal(() => served.running().frontChannelUrl);
const { tenant, users, applications } = seed;
const callback = "http://localhost:3001/auth/callback";

const single = { signInAudience: "AzureADMyOrg" };

async function registerApplication(
  values: Record<string, string> = {},
): Promise<{ appId: string; page: Page }> {
  const form = await portal.open("/portal/registrations/new");
  const page = await portal.press(form, "Register", { name: "Night watch", ...single, ...values });
  return { appId: /registrations\/([^/]+)\/overview/u.exec(page.url)?.[1] ?? "", page };
}

function section(appId: string, name: string): Promise<Page> {
  return portal.open(`/portal/registrations/${appId}/${name}`);
}

function authorize(
  appId: string,
  redirectUri = callback,
  scope = "openid profile offline_access User.Read",
): string {
  return `${served.running().frontChannelUrl}/${tenant.id}/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: appId, redirect_uri: redirectUri, scope, response_type: "code" }).toString()}`;
}

async function post(
  endpoint: "token" | "devicecode",
  form: Record<string, string>,
): Promise<Record<string, unknown>> {
  const url = `${served.authorityHost()}/${tenant.id}/oauth2/v2.0/${endpoint}`;
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return Object.fromEntries(Object.entries((await response.json()) ?? {}));
}

async function newSecret(appId: string): Promise<Page> {
  return portal.press(await section(appId, "credentials"), "Add", { description: "workshop", days: "180" });
}

describe("the registrations of both servers", () => {
  test("remote server: name, redirect URI, secret, permissions, and then a sign-in with them", async () => {
    const { appId, page } = await registerApplication({ name: "My Remote MCP Server" });
    expect(messageOf(page)).toContain("Registered");
    const ids = page.document
      .querySelectorAll("[data-copy]")
      .map((button) => button.getAttribute("data-copy"));
    expect(ids.slice(0, 2)).toEqual([appId, tenant.id]);
    const web = await portal.open(`/portal/registrations/${appId}/authentication?add=web`);
    await portal.press(web, "Configure", { redirectUri: callback });
    const secret = valueOn(await newSecret(appId)) ?? "";
    await portal.press(await section(appId, "permissions"), `Grant admin consent for ${tenant.displayName}`);
    const browser = createBrowser();
    const landing = await typePassword(browser, pageOf(await browser.open(authorize(appId))), users.ada);
    const grant = { grant_type: "authorization_code", redirect_uri: callback };
    const code = answerOf(landing).parameters.get("code") ?? "";
    const tokens = await post("token", { ...grant, client_id: appId, client_secret: secret, code });
    expect(tokens).toMatchObject({ token_type: "Bearer", scope: expect.stringContaining("User.Read") });
  });

  test("a blank redirect URI is found out at the first sign-in, and the explanation leads to the page that mends it", async () => {
    const { appId } = await registerApplication({ name: "My Local MCP Server" });
    const browser = createBrowser();
    const refusal = pageOf(await browser.open(authorize(appId, "http://localhost:5000")));
    expect(refusal.html).toContain("AADSTS500113");
    const href = refusal.document.querySelector("main a")?.getAttribute("href") ?? "";
    const explanation = pageOf(await browser.open(new URL(href, refusal.url).href));
    const button = explanation.document.querySelector("main a.button");
    expect(button?.getAttribute("href")).toBe(`/portal/registrations/${appId}/authentication`);
    const desktop = await portal.open(`/portal/registrations/${appId}/authentication?add=publicClient`);
    await portal.press(desktop, "Configure", { suggestion: "http://localhost" });
    const signIn = pageOf(await browser.open(authorize(appId, "http://localhost:5000")));
    expect(signIn.html).toContain("to continue to");
  });

  test("with public client flows off a device code is refused with AADSTS7000218, until they are switched on", async () => {
    const { appId } = await registerApplication();
    const device = await post("devicecode", { client_id: appId, scope: "openid User.Read" });
    const poll = () =>
      post("token", {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: appId,
        device_code: String(device["device_code"]),
      });
    const refused = await poll();
    expect(refused["error_codes"]).toEqual([7000218]);
    const explanation = await portal.open(
      new URL(String(refused["error_uri"])).pathname + new URL(String(refused["error_uri"])).search,
    );
    expect(explanation.document.text).toContain("public client flows are not allowed");
    const authentication = await section(appId, "authentication");
    const flows = authentication.document.querySelector('form[aria-label="Advanced settings"]');
    expect(flows?.querySelector("input[checked]")?.getAttribute("value")).toBe("no");
    await portal.press(authentication, "Save", { isFallbackPublicClient: "yes" });
    expect((await poll())["error_codes"]).toEqual([70016]);
  });
});

describe("certificates and secrets", () => {
  test("a secret's value is on the page after it was made, and on no page later", async () => {
    const { appId } = await registerApplication();
    const shown = await newSecret(appId);
    const value = valueOn(shown) ?? "";
    expect(value).toBe(served.entra.directory.findApplication(appId)?.passwordCredentials[0]?.secretText);
    for (const path of [
      new URL(shown.url).pathname + new URL(shown.url).search,
      `/portal/registrations/${appId}/manifest`,
    ]) {
      expect((await portal.open(path)).html).not.toContain(value);
    }
    const manifest = await portal.open(`/portal/registrations/${appId}/manifest.json`);
    expect(manifest.html).not.toContain(value);
  });

  test("what is no certificate is refused, with what was typed still there", async () => {
    const page = await section(applications.remote.appId, "credentials");
    const refused = await portal.press(page, "Upload", { certificate: "nonsense" });
    expect([refused.status, messageOf(refused)]).toEqual([400, "Key value is invalid certificate."]);
    const typed = { issuer: "https://issuer.example.com", subject: "workload", name: "a b" };
    const federated = await portal.press(page, "Add", { ...typed });
    expect(federated.status).toBe(400);
  });
});

describe("permissions, roles and scopes", () => {
  test("a permission is added, consented to for everybody, withdrawn and removed", async () => {
    const { appId } = await registerApplication();
    const scope = served.entra.directory.findServicePrincipal(
      "https://graph.microsoft.com",
    )?.oauth2PermissionScopes;
    const mail = scope?.find(({ value }) => value === "Mail.Send")?.id;
    const added = await portal.press(await section(appId, "permissions"), "Add permissions", {
      permission: `00000003-0000-0000-c000-000000000000/${mail}/Scope`,
    });
    expect(added.document.querySelector("tbody")?.text).toContain("Mail.Send");
    const granted = await portal.press(added, `Grant admin consent for ${tenant.displayName}`);
    expect(granted.document.querySelectorAll(".tag.good")).toHaveLength(2);
    const graph = served.entra.directory.findServicePrincipal("https://graph.microsoft.com");
    const consented = () =>
      graph && served.entra.directory.consentedScopes(appId, users.ada.id, graph).toSorted();
    expect(consented()).toEqual(["Mail.Send", "User.Read"]);
    await portal.press(granted, "Revoke consent for Mail.Send");
    expect(consented()).toEqual(["User.Read"]);
    const removed = await portal.press(granted, "Remove Mail.Send");
    expect(removed.document.querySelector("tbody")?.text).not.toContain("Mail.Send");
  });

  test("an app role is made and given, and the sign-in wants assignment once that is required", async () => {
    const { appId } = await registerApplication({ platform: "web", redirectUri: callback });
    const made = await portal.press(await section(appId, "roles"), "Apply", {
      displayName: "Auditors",
      value: "Auditor",
      description: "May read the log",
      members: "User",
    });
    const role = served.entra.directory.findApplication(appId)?.appRoles[0]?.id ?? "";
    await portal.press(made, "Assign", { principal: users.alan.id, role });
    expect(served.entra.directory.rolesOf(users.alan.id, appId)).toEqual(["Auditor"]);
    await portal.press(made, "Save", { required: "yes" });
    const browser = createBrowser();
    const refused = await typePassword(browser, pageOf(await browser.open(authorize(appId))), users.ada);
    expect(pageOf(refused).html).toContain("AADSTS50105");
    const emptied = await portal.press(await section(appId, "roles"), "Delete role Auditors");
    expect(emptied.document.text).toContain("None yet");
  });

  test("an API is exposed, and another application asks for its scope", async () => {
    const { appId: api } = await registerApplication({ name: "Tools" });
    const before = await section(api, "expose");
    const scope = {
      value: "mcp.tools",
      type: "User",
      displayName: "Use the tools",
      description: "All of them",
    };
    expect(messageOf(await portal.press(before, "Add scope", scope))).toContain(
      "Set the Application ID URI first",
    );
    const named = await portal.press(before, "Save", { uri: `api://${api}` });
    await portal.press(named, "Add scope", scope);
    const { appId } = await registerApplication({ platform: "web", redirectUri: callback });
    const browser = createBrowser();
    const page = pageOf(await browser.open(authorize(appId, callback, `openid api://${api}/mcp.tools`)));
    const consent = pageOf(await typePassword(browser, page, users.ada));
    expect(consent.html).toContain("Use the tools");
    const { parameters } = answerOf(await pressButton(browser, consent, "accept"));
    expect(parameters.get("code")).toBeTruthy();
  });

  test("a client is authorized beforehand, its users are not asked, and it is taken out again", async () => {
    const { api, visualStudioCode } = applications;
    const page = await section(api.appId, "expose");
    expect(page.document.text).toContain(visualStudioCode.displayName);
    const [scope] = served.entra.directory.findApplication(api.appId)?.api.oauth2PermissionScopes ?? [];
    const { appId } = await registerApplication({ platform: "web", redirectUri: callback });
    const visit = async () => {
      const browser = createBrowser();
      const url = authorize(appId, callback, `${api.resource}/${scope?.value}`);
      return typePassword(browser, pageOf(await browser.open(url)), users.ada);
    };
    const added = await portal.press(page, "Add application", { client: appId, scope: scope?.id ?? "" });
    expect(answerOf(await visit()).parameters.has("code")).toBe(true);
    const removed = await portal.press(added, `Remove client ${appId}`);
    expect(removed.document.text).not.toContain(appId);
    expect(pageOf(await visit()).html).toContain("Permissions requested");
    expect(messageOf(await portal.press(page, "Add application", { client: "unknown" }))).toContain(
      "Client ID",
    );
    expect(messageOf(await portal.press(page, "Add application", { client: appId }))).toContain(
      "Authorized scopes",
    );
  });

  test("a deleted scope is taken from the clients that had it, and further App ID URIs stay", async () => {
    const { api } = applications;
    const page = await section(api.appId, "expose");
    await portal.press(page, `Delete scope ${api.scopes.mailSend}`);
    const record = served.entra.directory.findApplication(api.appId);
    expect(record?.api.preAuthorizedApplications?.[0]?.delegatedPermissionIds).toHaveLength(2);
    const named = await portal.press(page, "Save", { uri: `api://${tenant.id}/tools` });
    expect(record?.identifierUris).toEqual([`api://${tenant.id}/tools`, api.resource]);
    expect(messageOf(await portal.press(named, "Save", { uri: `${api.resource}/` }))).toContain("slash");
  });
});
