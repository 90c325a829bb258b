import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { authorizeUrl, type Parameters, redeem, refresh } from "./support/protocol.ts";
import { answerOf, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { local, remote } = seed.applications;
const { ada, grace, alan } = seed.users;

function remoteRegistration() {
  const application = entra.directory.findApplication(remote.appId);
  if (!application) throw new Error("no such application");
  return application;
}

describe("errors that stay on a page, since no application may learn of them", () => {
  const errorAt = async (url: string): Promise<string | undefined> => {
    const page = pageOf(await createBrowser().open(url));
    expect(page.status).toBe(400);
    const shown = /AADSTS(\d+):/u.exec(page.html)?.[1];
    expect(entra.trace.entries().at(-1)).toMatchObject({
      endpoint: "authorize",
      status: 400,
      error: Number(shown),
    });
    return shown;
  };

  test.each<[string, Parameters, number]>([
    ["an unknown client", { client_id: "99999999-aaaa-4bbb-8ccc-000000000009" }, 700016],
    ["no client", { client_id: undefined }, 900144],
    ["a redirect URI that is not registered", { redirect_uri: "https://evil.example/" }, 50011],
    ["another path", { redirect_uri: "http://localhost:3001/auth/callback/x" }, 50011],
    ["another scheme", { redirect_uri: "mcp://localhost:3001/auth/callback" }, 50011],
    ["loopback by another name", { redirect_uri: "http://127.0.0.1:3001/auth/callback" }, 50011],
    ["credentials before the host", { redirect_uri: "http://localhost@evil.example/auth/callback" }, 50011],
    ["a fragment", { redirect_uri: "http://localhost:3001/auth/callback#x" }, 50011],
    ["no redirect URI", { redirect_uri: undefined }, 900971],
    ["an unknown response mode", { response_mode: "pigeon" }, 70007],
    ["a permission that does not exist", { scope: "No.Such.Scope" }, 650053],
  ])("%s", async (_, parameters, code) => {
    expect(await errorAt(authorizeUrl(parameters))).toBe(String(code));
  });

  test("an application without any redirect URI (the portal's field left blank)", async () => {
    remoteRegistration().web.redirectUris.length = 0;
    expect(await errorAt(authorizeUrl())).toBe(String(500113));
  });

  test("a single-tenant application at /common; an unknown tenant", async () => {
    expect(await errorAt(authorizeUrl({}, "common"))).toBe(String(50194));
    expect(await errorAt(authorizeUrl({}, "unknown.example"))).toBe(String(90002));
  });

  test("a user who is not assigned, where assignment is required", async () => {
    const principal = entra.directory.servicePrincipals.find(({ appId }) => appId === remote.appId);
    if (principal) principal.appRoleAssignmentRequired = true;
    const browser = createBrowser();
    const page = pageOf(await typePassword(browser, pageOf(await browser.open(authorizeUrl())), alan));
    expect(page.html).toContain("AADSTS50105:");
    expect((await signIn(createBrowser(), authorizeUrl(), ada)).parameters.has("code")).toBe(true);
  });

  test("a permission that only an administrator can consent to", async () => {
    const browser = createBrowser();
    const start = pageOf(await browser.open(authorizeUrl({ scope: "openid Directory.Read.All" })));
    expect(pageOf(await typePassword(browser, start, ada)).html).toContain("AADSTS90094:");
  });
});

describe("errors that go back to the application", () => {
  test.each<[string, Parameters, string, number]>([
    ["no response type", { response_type: undefined }, "invalid_request", 900144],
    ["implicit tokens", { response_type: "id_token token" }, "unsupported_response_type", 700051],
    ["a hybrid answer", { response_type: "code id_token" }, "unsupported_response_type", 700054],
    ["an unknown response type", { response_type: "magic" }, "unsupported_response_type", 70005],
    ["no scope", { scope: undefined }, "invalid_request", 900144],
    ["a malformed scope", { scope: 'a"b' }, "invalid_scope", 70011],
    ["an unknown prompt", { prompt: "please" }, "invalid_request", 90023],
    [
      "an unknown challenge method",
      { code_challenge: "x".repeat(43), code_challenge_method: "S512" },
      "invalid_request",
      501471,
    ],
    ["a challenge that is too short", { code_challenge: "short" }, "invalid_request", 501491],
    [
      "a resource that the scopes are not of",
      { resource: "http://localhost:3001" },
      "invalid_target",
      9010010,
    ],
    ["prompt=none without a session", { prompt: "none" }, "login_required", 50058],
  ])("%s", async (_, parameters, error, code) => {
    const { parameters: answer } = answerOf(
      await createBrowser().open(authorizeUrl({ ...parameters, state: "s" })),
    );
    expect(Object.fromEntries(answer)).toMatchObject({ error, state: "s" });
    expect(answer.get("error_description")).toMatch(
      new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Correlation ID: .+ Timestamp: .+Z$`, "u"),
    );
    expect(answer.has("code")).toBe(false);
  });

  test("Cancel on the sign-in page", async () => {
    const browser = createBrowser();
    const page = pageOf(await browser.open(authorizeUrl({ state: "s" })));
    const { parameters } = answerOf(await pressButton(browser, page, "cancel"));
    expect(Object.fromEntries(parameters)).toMatchObject({
      error: "access_denied",
      error_subcode: "cancel",
      state: "s",
    });
    expect(parameters.get("error_description")).toContain("AADSTS65004:");
  });
});

/** The hash that a browser computes of an inline element before it runs the element. */
function inlineHashes(html: string, name: string): string[] {
  return Array.from(
    html.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gsu")),
    ([, text = ""]) => `sha256-${createHash("sha256").update(text).digest("base64")}`,
  );
}

describe("the answer", () => {
  test("loopback: any port, and only the port, may differ from the registration", async () => {
    const url = authorizeUrl({ client_id: local.appId, redirect_uri: "http://localhost:54321" });
    expect((await signIn(createBrowser(), url, ada)).url).toMatch(/^http:\/\/localhost:54321\?code=/u);
  });

  test.each([
    ["query", "GET", `${remote.redirectUri}?code=`],
    ["fragment", "GET", `${remote.redirectUri}#code=`],
    ["form_post", "POST", remote.redirectUri],
  ])("response_mode=%s", async (response_mode, method, beginning) => {
    const answer = await signIn(createBrowser(), authorizeUrl({ response_mode, state: "a&b" }), ada);
    expect(answer.method).toBe(method);
    expect(answer.url.startsWith(beginning)).toBe(true);
    expect(answer.parameters.get("state")).toBe("a&b");
    expect((await redeem(answer.parameters.get("code") ?? "")).status).toBe(200);
  });

  test("form_post works by a script that the policy allows, and by a button without one", async () => {
    const browser = createBrowser();
    const start = pageOf(await browser.open(authorizeUrl({ response_mode: "form_post" })));
    const page = pageOf(await typePassword(browser, start, ada));
    expect(page.html).toContain("<script>document.forms[0].submit();</script>");
    expect(page.html).toContain('<button class="primary">Continue</button>');
    expect(inlineHashes(page.html, "script")).toHaveLength(1);
    for (const name of ["script", "style"]) {
      for (const hash of inlineHashes(page.html, name)) {
        expect(page.headers.get("content-security-policy")).toContain(`${name}-src '${hash}'`);
      }
    }
  });

  test.each(["a%2Fb%2fb", "a+b%20c", "%7E~", "x=y%3D", ""])(
    "state comes back byte for byte: %j",
    async (state) => {
      const { url } = await signIn(createBrowser(), `${authorizeUrl()}&state=${state}`, ada);
      expect(url.slice(url.lastIndexOf("&state="))).toBe(`&state=${state}`);
    },
  );

  test("authorize takes a POST as well", async () => {
    const [address = "", query = ""] = authorizeUrl({ prompt: "none", state: "s" }).split("?");
    const response = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(query),
      redirect: "manual",
    });
    expect(response.headers.get("location")).toContain("error=login_required");
  });
});

describe("single sign-on", () => {
  test("a second authorize does not ask again, until it says so", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    expect(answerOf(await browser.open(authorizeUrl())).parameters.has("code")).toBe(true);
    expect(answerOf(await browser.open(authorizeUrl({ prompt: "none" }))).parameters.has("code")).toBe(true);
    for (const prompt of ["login", "select_account"]) {
      expect(pageOf(await browser.open(authorizeUrl({ prompt }))).html).toContain("Sign in");
    }
    const hinted = pageOf(await browser.open(authorizeUrl({ login_hint: grace.userPrincipalName })));
    expect(hinted.html).toContain(`value="${grace.userPrincipalName}"`);
  });

  test("a session ends with sign-out, with the account, and after a day", async () => {
    const browser = createBrowser();
    const silent = authorizeUrl({ prompt: "none" });
    const isSignedIn = async () => answerOf(await browser.open(silent)).parameters.has("code");
    await signIn(browser, authorizeUrl(), ada);
    await browser.open(`https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/logout`);
    expect(await isSignedIn()).toBe(false);
    await signIn(browser, authorizeUrl(), ada);
    entra.clock.advance({ seconds: 86_401 });
    expect(await isSignedIn()).toBe(false);
    await signIn(browser, authorizeUrl(), ada);
    const user = entra.directory.findUser(ada.id);
    if (user) user.accountEnabled = false;
    expect(await isSignedIn()).toBe(false);
  });
});

describe("consent", () => {
  const scope = "openid profile offline_access Calendars.Read";

  test("the user may consent to a new permission, which then works silently", async () => {
    const browser = createBrowser();
    const start = pageOf(await browser.open(authorizeUrl({ scope })));
    const consent = pageOf(await typePassword(browser, start, ada));
    expect(consent.html).toContain("Read user calendars");
    const { parameters } = answerOf(await pressButton(browser, consent, "accept"));
    const { body } = await redeem(parameters.get("code") ?? "");
    expect(String(body["scope"]).split(" ")).toContain("Calendars.Read");
    expect((await refresh(body["refresh_token"], { scope })).status).toBe(200);
  });

  test("the user may decline", async () => {
    const browser = createBrowser();
    const start = pageOf(await browser.open(authorizeUrl({ scope })));
    const consent = pageOf(await typePassword(browser, start, ada));
    const { parameters } = answerOf(await pressButton(browser, consent, "cancel"));
    expect(parameters.get("error_description")).toContain("AADSTS65004:");
  });

  test("prompt=none cannot ask", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    const { parameters } = answerOf(await browser.open(authorizeUrl({ scope, prompt: "none" })));
    expect(parameters.get("error_description")).toContain("AADSTS65001:");
  });
});
