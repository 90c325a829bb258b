import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useServed } from "./support/deployment.ts";
import { createBrowser } from "./support/browser.ts";
import { visitPortal } from "./support/portal.ts";
import { answerOf, pageOf, typePassword } from "./support/sign-in.ts";

const served = useServed();
const portal = visitPortal(() => served.running().frontChannelUrl);
const { remote } = seed.applications;
const id = "0f0f0f0f-1111-4222-8333-444444444444";

const headers = { "client-request-id": id };

/** A whole sign-in with one correlation id, and a wrong secret with another. @returns the values that must not be on the page */
async function signInAndFail(): Promise<string[]> {
  const { frontChannelUrl } = served.running();
  const query = new URLSearchParams({
    client_id: remote.appId,
    redirect_uri: remote.redirectUri,
    response_type: "code",
    scope: "openid profile offline_access User.Read",
    state: "state-that-is-a-secret",
    "client-request-id": id,
  });
  const browser = createBrowser();
  const url = `${frontChannelUrl}/${seed.tenant.id}/oauth2/v2.0/authorize?${query.toString()}`;
  const landing = await typePassword(browser, pageOf(await browser.open(url)), seed.users.ada);
  const code = answerOf(landing).parameters.get("code") ?? "";
  const redeem = (secret: string, extra: Record<string, string>) =>
    fetch(`${served.authorityHost()}/${seed.tenant.id}/oauth2/v2.0/token`, {
      method: "POST",
      headers: extra,
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: remote.appId,
        client_secret: secret,
        redirect_uri: remote.redirectUri,
        code,
      }),
    });
  const answer = await redeem(remote.secret, headers);
  const tokens: Record<string, unknown> = Object.fromEntries(Object.entries((await answer.json()) ?? {}));
  const authorization = `Bearer ${String(tokens["access_token"])}`;
  await fetch(`${served.graphBaseUrl()}/v1.0/me`, { headers: { authorization, ...headers } });
  await redeem("a-mistyped-secret", {});
  const issued = [tokens["access_token"], tokens["refresh_token"], tokens["id_token"]].map(String);
  const parts = issued.flatMap((token) => token.split(".")).filter((part) => part.length > 20);
  return [
    code,
    remote.secret,
    "a-mistyped-secret",
    "state-that-is-a-secret",
    seed.users.ada.password,
    ...issued,
    ...parts,
    ...(await browser.cookies()),
  ];
}

test("a sign-in is told as one story, with the decoded tokens and without their text", async () => {
  const secrets = await signInAndFail();
  const page = await portal.open(`/portal/timeline?correlationId=${id}`);
  const endpoints = page.document
    .querySelectorAll("ol.exchanges > li > details > summary strong")
    .map(({ text }) => text);
  expect(endpoints).toEqual(["authorize", "login", "token", "graph-me"]);
  const payloads = page.document.querySelectorAll("pre").map(({ text }) => text);
  expect(payloads).toHaveLength(3);
  expect(payloads[0]).toContain('"scp": "');
  expect(payloads[1]).toContain('"preferred_username": "ada@');
  expect(payloads[2]).toContain('"scp": "');
  expect(secrets.length).toBeGreaterThan(12);
  expect(
    secrets.filter((secret) => secret === "" || secret === "undefined" || page.html.includes(secret)),
  ).toEqual([]);
  const uti = served.entra.trace.entries()[2]?.issued[0]?.claims["uti"];
  expect(page.html).not.toContain(String(uti));
});

test.each([
  ["everything", "", 5],
  ["one correlation id, by its beginning", `correlationId=${id.slice(0, 8)}`, 4],
  ["one endpoint", "endpoint=token", 2],
  ["one user", `user=${encodeURIComponent(seed.users.ada.userPrincipalName)}`, 3],
  ["one application", `application=${remote.appId}`, 5],
  ["refusals only", "only=refused", 1],
  ["all at once", `application=${remote.appId}&endpoint=token&only=refused`, 1],
  ["nothing that there was", "endpoint=jwks", 0],
])("the timeline shows %s", async (_what, query, count) => {
  await signInAndFail();
  const { document } = await portal.open(`/portal/timeline?${query}`);
  expect(document.querySelectorAll("ol.exchanges > li")).toHaveLength(count);
});

test("a refusal in the timeline leads to its explanation, and back", async () => {
  await signInAndFail();
  const page = await portal.open("/portal/timeline?only=refused");
  const href = page.document.querySelector('details a[href^="/error"]')?.getAttribute("href") ?? "";
  const explanation = await portal.open(href.replace("&amp;", "&"));
  expect(explanation.document.querySelector("h1")?.text).toBe("The client secret is wrong");
  const whole = await portal.open("/portal/timeline");
  expect(whole.document.querySelectorAll("ol.exchanges > li"), "reading is no part of it").toHaveLength(5);
  const back =
    explanation.document.querySelector('main a[href^="/portal/timeline"]')?.getAttribute("href") ?? "";
  expect((await portal.open(back)).document.querySelectorAll("ol.exchanges > li")).toHaveLength(1);
});

test("what a request said is text in the timeline, never markup, and so is the filter", async () => {
  const hostile = `"><script>alert(1)</script>`;
  await fetch(
    `${served.running().frontChannelUrl}/${seed.tenant.id}/oauth2/v2.0/authorize?scope=${encodeURIComponent(hostile)}`,
  );
  const { html } = await portal.open(`/portal/timeline?correlationId=${encodeURIComponent(hostile)}`);
  const all = await portal.open("/portal/timeline");
  for (const page of [html, all.html]) expect(page).not.toContain("<script>alert");
});
