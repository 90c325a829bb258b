import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { authority, authorizeUrl, requestDeviceCode } from "./support/protocol.ts";
import { answerOf, confirmDevice, formWith, pageOf, pressButton, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { ada, alan } = seed.users;
const attack = `"><script>alert('x')</script>`;

async function openSignIn(parameters = {}) {
  const browser = createBrowser();
  return { browser, page: pageOf(await browser.open(authorizeUrl(parameters))) };
}

test("a wrong password is said on the page, and the right one still works", async () => {
  const { browser, page } = await openSignIn();
  const again = pageOf(await typePassword(browser, page, { ...ada, password: "wrong" }));
  expect(again.html).toContain("AADSTS50126:");
  expect(again.html).toContain(`value="${ada.userPrincipalName}"`);
  expect(again.html).not.toContain("wrong");
  expect(answerOf(await typePassword(browser, again, ada)).parameters.has("code")).toBe(true);
});

test("an unknown and a disabled account are said on the page", async () => {
  const { browser, page } = await openSignIn();
  const stranger = { userPrincipalName: "unknown@example.com", password: "any" };
  expect(pageOf(await typePassword(browser, page, stranger)).html).toContain("AADSTS50034:");
  const user = entra.directory.findUser(ada.id);
  if (user) user.accountEnabled = false;
  expect(pageOf(await typePassword(browser, page, ada)).html).toContain("AADSTS50057:");
});

test("a sample account can be picked without a password", async () => {
  const { browser, page } = await openSignIn();
  const landing = await pressButton(browser, page, alan.id);
  expect(answerOf(landing).parameters.has("code")).toBe(true);
  expect(entra.trace.entries().at(-1)).toMatchObject({ endpoint: "login", user: alan.userPrincipalName });
});

test("login_hint fills in the user name", async () => {
  const { page } = await openSignIn({ login_hint: ada.userPrincipalName });
  expect(formWith(page, "sign-in").fields["login"]).toBe(ada.userPrincipalName);
});

test("login CSRF: a form from another browser is refused", async () => {
  const { page } = await openSignIn();
  const landing = pageOf(await typePassword(createBrowser(), page, ada));
  expect(landing.html).toContain("AADSTS165000:");
});

test("a sign-in page that was left open for too long is refused", async () => {
  const { browser, page } = await openSignIn();
  entra.clock.advance({ seconds: 3601 });
  expect(pageOf(await typePassword(browser, page, ada)).html).toContain("AADSTS50089:");
});

test("cookies are out of reach of scripts, and on https they are as Entra sets them", async () => {
  const { page } = await openSignIn();
  const [cookie] = page.headers.getSetCookie();
  expect(cookie).toMatch(/^esctx=[^;]+; Path=\/; HttpOnly; SameSite=None; Secure$/u);
});

test("session fixation: signing in replaces the session cookie", async () => {
  const { browser, page } = await openSignIn();
  await typePassword(browser, page, ada);
  const before = await browser.cookies();
  const again = pageOf(await browser.open(authorizeUrl({ prompt: "login" })));
  await typePassword(browser, again, ada);
  const after = await browser.cookies();
  expect(after.filter((cookie) => before.includes(cookie))).toHaveLength(1);
});

test("pages run nothing, load nothing and cannot be framed", async () => {
  const { page } = await openSignIn();
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; frame-ancestors 'none'$/u,
  );
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  expect(page.headers.get("x-frame-options")).toBe("DENY");
  expect(page.headers.get("cache-control")).toContain("no-store");
});

test.each([
  ["login_hint", authorizeUrl({ login_hint: attack })],
  ["redirect_uri", authorizeUrl({ redirect_uri: `http://localhost/${attack}` })],
  ["client_id", authorizeUrl({ client_id: attack })],
  ["response_mode", authorizeUrl({ response_mode: attack })],
  ["scope", authorizeUrl({ scope: "<script>alert(1)" })],
  ["tenant", authorizeUrl({}, encodeURIComponent(attack))],
  ["correlation id", `${authorizeUrl({ client_id: "x" })}&client-request-id=${encodeURIComponent(attack)}`],
])("reflected script: %s is escaped", async (_, url) => {
  const { html } = pageOf(await createBrowser().open(url));
  expect(html).toContain("<main>");
  expect(html).not.toContain("<script");
});

test("stored script: names out of the directory are escaped, and so is form_post's state", async () => {
  const user = entra.directory.findUser(ada.id);
  const application = entra.directory.findApplication(seed.applications.remote.appId);
  if (!user || !application) throw new Error("no seed");
  user.displayName = attack;
  application.displayName = attack;
  const { browser, page } = await openSignIn({ response_mode: "form_post", state: attack });
  const posted = pageOf(await typePassword(browser, page, ada));
  expect(page.html).not.toContain("<script");
  expect(posted.html.split("<script")).toHaveLength(2);
  expect(posted.forms[0]?.fields["state"]).toBe(attack);
});

test("the device pages: wrong code, then name the application, then say what happened", async () => {
  const { body } = await requestDeviceCode();
  const browser = createBrowser();
  const entry = pageOf(await browser.open(String(body["verification_uri"])));
  expect(new URL(entry.url).origin).toBe(authority);
  const wrong = pageOf(await pressButton(browser, entry, "next", { otc: attack }));
  expect(wrong.html).toContain("AADSTS70018:");
  expect(wrong.html).not.toContain("<script");
  const typed = String(body["user_code"])
    .toLowerCase()
    .replace(/^(...)/u, "$1-");
  const signInPage = pageOf(await pressButton(browser, wrong, "next", { otc: typed }));
  const question = pageOf(await typePassword(browser, signInPage, ada));
  expect(question.html).toContain("Are you trying to sign in to My Local MCP Server?");
  expect(pageOf(await pressButton(browser, question, "continue")).html).toContain("You have signed in");
});

test("a device code cannot be confirmed twice, and not after it has expired", async () => {
  const { body } = await requestDeviceCode();
  const device = { verificationUri: String(body["verification_uri"]), userCode: String(body["user_code"]) };
  await confirmDevice(createBrowser(), device, ada);
  const browser = createBrowser();
  const entry = pageOf(await browser.open(device.verificationUri));
  const again = pageOf(await pressButton(browser, entry, "next", { otc: device.userCode }));
  expect(again.html).toContain("AADSTS70018:");

  const second = await requestDeviceCode();
  const signInPage = pageOf(
    await pressButton(browser, entry, "next", { otc: String(second.body["user_code"]) }),
  );
  const question = pageOf(await typePassword(browser, signInPage, ada));
  entra.clock.advance({ seconds: 901 });
  expect(pageOf(await pressButton(browser, question, "continue")).html).toContain("AADSTS70020:");
});
