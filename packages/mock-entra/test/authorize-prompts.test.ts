import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { authorizeUrl } from "./support/protocol.ts";
import { answerOf, formWith, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada, grace } = seed.users;

async function errorOf(parameters: Record<string, string>) {
  const answer = answerOf(await createBrowser().open(authorizeUrl(parameters))).parameters;
  return [answer.get("error"), /^AADSTS(\d+)/u.exec(answer.get("error_description") ?? "")?.[1]];
}

describe("prompt", () => {
  test.each(["none login", "login consent", "create", "admin_consent"])(
    "prompt=%s is not supported",
    async (prompt) => {
      expect(await errorOf({ prompt })).toEqual(["invalid_request", "90023"]);
    },
  );

  test("none never shows a page: who is not signed in is told so", async () => {
    expect(await errorOf({ prompt: "none" })).toEqual(["login_required", "50058"]);
  });

  test("none with a hint at another user finds no session", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    const url = authorizeUrl({ prompt: "none", login_hint: grace.userPrincipalName });
    expect(answerOf(await browser.open(url)).parameters.get("error")).toBe("login_required");
  });

  test("login asks for the password again, also with a session and a hint", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    const page = pageOf(
      await browser.open(authorizeUrl({ prompt: "login", login_hint: ada.userPrincipalName })),
    );
    expect(formWith(page, "sign-in").fields["login"]).toBe(ada.userPrincipalName);
    expect(answerOf(await typePassword(browser, page, ada)).parameters.has("code")).toBe(true);
  });

  test("select_account offers the accounts although a user is signed in", async () => {
    const browser = createBrowser();
    await signIn(browser, authorizeUrl(), ada);
    const page = pageOf(await browser.open(authorizeUrl({ prompt: "select_account" })));
    await pressButton(browser, page, grace.id);
    expect(entra.trace.entries().at(-1)).toMatchObject({ user: grace.userPrincipalName });
  });
});

describe("hints", () => {
  test.each(["organizations", "consumers", seed.tenant.domain, "contoso.com"])(
    "domain_hint=%s changes nothing: there is one home realm",
    async (domain_hint) => {
      expect((await signIn(createBrowser(), authorizeUrl({ domain_hint }), ada)).parameters.has("code")).toBe(
        true,
      );
    },
  );
});

describe("errors travel like answers", () => {
  test("by fragment", async () => {
    const url = authorizeUrl({ response_mode: "fragment", prompt: "none", state: "s" });
    const { url: address, parameters } = answerOf(await createBrowser().open(url));
    expect(address.startsWith(`${remote.redirectUri}#error=login_required&`)).toBe(true);
    expect(parameters.get("state")).toBe("s");
  });

  test("by form_post", async () => {
    const url = authorizeUrl({ response_mode: "form_post", prompt: "none", state: "s" });
    const page = pageOf(await createBrowser().open(url));
    expect(page.forms[0]).toMatchObject({
      action: remote.redirectUri,
      fields: { error: "login_required", state: "s" },
    });
  });

  test("with an address that explains them", async () => {
    const { parameters } = answerOf(await createBrowser().open(authorizeUrl({ prompt: "none" })));
    const page = pageOf(await createBrowser().open(parameters.get("error_uri") ?? ""));
    expect([page.status, page.html]).toEqual([200, expect.stringContaining("AADSTS50058")]);
    const unknown = pageOf(await createBrowser().open("https://login.microsoftonline.com/error?code=1"));
    expect(unknown.status).toBe(404);
  });
});
