import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { authority, authorizeUrl } from "./support/protocol.ts";
import { answerOf, pageOf, signIn } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

function logoutUrl(parameters: Record<string, string> = {}) {
  return `${authority}/${seed.tenant.id}/oauth2/v2.0/logout?${new URLSearchParams(parameters).toString()}`;
}

test("without an address to return to, the page says that it is over", async () => {
  const page = pageOf(await createBrowser().open(logoutUrl()));
  expect([page.status, page.html]).toEqual([200, expect.stringContaining("You signed out of your account")]);
});

test("the browser goes back to a registered address, with state", async () => {
  const browser = createBrowser();
  await signIn(browser, authorizeUrl(), seed.users.ada);
  const url = logoutUrl({ post_logout_redirect_uri: remote.redirectUri, state: "a&b" });
  const { parameters } = answerOf(await browser.open(url));
  expect(Object.fromEntries(parameters)).toEqual({ state: "a&b" });
  const silent = answerOf(await browser.open(authorizeUrl({ prompt: "none" })));
  expect(silent.parameters.get("error")).toBe("login_required");
});

test("a POST signs out as well", async () => {
  const response = await fetch(logoutUrl(), {
    method: "POST",
    body: new URLSearchParams({ post_logout_redirect_uri: remote.redirectUri }),
    redirect: "manual",
  });
  expect([response.status, response.headers.get("location")]).toEqual([302, remote.redirectUri]);
});

test.each(["https://evil.example/", "javascript:alert(1)", "http://localhost@evil.example/"])(
  "open redirect: %s is not gone to",
  async (address) => {
    const browser = createBrowser(["http://localhost", "https://evil.example", "javascript:"]);
    const page = pageOf(await browser.open(logoutUrl({ post_logout_redirect_uri: address })));
    expect(page.html).not.toContain("evil.example");
    expect(page.html).not.toContain("javascript:");
    expect(page.headers.has("refresh")).toBe(false);
  },
);

test("applications that were signed in to are told, in a frame that the policy allows", async () => {
  const application = entra.directory.findApplication(remote.appId);
  if (application) application.web.logoutUrl = "http://localhost:3001/signed-out?x=1";
  const browser = createBrowser();
  await browser.open(logoutUrl());
  const { parameters } = await signIn(browser, authorizeUrl(), seed.users.ada);
  const page = pageOf(await browser.open(logoutUrl({ post_logout_redirect_uri: remote.redirectUri })));
  const [, source = ""] = /<iframe[^>]* src="([^"]+)"/u.exec(page.html) ?? [];
  const frame = new URL(source.replaceAll("&amp;", "&"));
  expect(frame.origin + frame.pathname).toBe("http://localhost:3001/signed-out");
  expect(Object.fromEntries(frame.searchParams)).toEqual({
    x: "1",
    iss: `${authority}/${seed.tenant.id}/v2.0`,
    sid: parameters.get("session_state"),
  });
  expect(page.headers.get("content-security-policy")).toContain("frame-src http://localhost:3001;");
  expect(page.headers.get("refresh")).toBe(`2; url=${remote.redirectUri}`);
});
