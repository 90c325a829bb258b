import { expect, test } from "vitest";
import { createMockEntra, seed } from "../src/index.ts";
import { realOrigins } from "../src/origins.ts";
import { createPortal } from "../src/portal/create-portal.ts";
import { createState } from "../src/state/create-state.ts";
import { createResponder } from "../src/create-responder.ts";
import { useServed } from "./support/deployment.ts";
import { messageOf, postRaw, visitPortal } from "./support/portal.ts";

const served = useServed();
const portal = visitPortal(() => served.running().frontChannelUrl);
const { remote, local } = seed.applications;

const sections = ["overview", "authentication", "credentials", "permissions", "roles", "expose", "manifest"];
const pages = [
  "/portal/registrations",
  "/portal/registrations/new",
  ...sections.map((name) => `/portal/registrations/${remote.appId}/${name}`),
  `/portal/registrations/${remote.appId}/authentication?add=web`,
];

async function tokenOf(): Promise<string> {
  const page = await portal.open("/portal/registrations/new");
  return page.document.querySelector('input[name="token"]')?.getAttribute("value") ?? "";
}

const consent = `/portal/registrations/${remote.appId}/permissions`;

test("each form of the portal carries its token", async () => {
  for (const path of pages) {
    const { document } = await portal.open(path);
    const forms = document.querySelectorAll('form[method="post"]');
    expect(forms.length, path).toBeGreaterThan(0);
    const bare = forms.filter(
      (form) => (form.querySelector('input[name="token"]')?.getAttribute("value") ?? "").length < 40,
    );
    expect(bare, path).toEqual([]);
  }
});

test.each([
  ["without the token", { token: "" }, {}],
  ["with another portal's token", { token: "x".repeat(43) }, {}],
  ["from another site, by its Origin", {}, { origin: "https://evil.example" }],
  ["from a frame that hides its origin", {}, { origin: "null" }],
  ["from another port of this machine, by Sec-Fetch-Site", {}, { "sec-fetch-site": "same-site" }],
  ["from another site, by Sec-Fetch-Site", {}, { "sec-fetch-site": "cross-site" }],
])("a form that comes %s is refused and changes nothing (CSRF)", async (_how, fields, headers) => {
  const before = served.entra.exportDirectory();
  const url = served.running().frontChannelUrl;
  const genuine = { token: await tokenOf(), action: "consent", name: "x", displayName: "x" };
  for (const path of [...pages, consent]) {
    const status = await postRaw(
      url + path,
      { "content-type": "application/x-www-form-urlencoded", origin: url, ...headers },
      new URLSearchParams({ ...genuine, ...fields }).toString(),
    );
    expect(status, path).toBe(403);
  }
  expect(served.entra.exportDirectory()).toEqual(before);
});

test("the same form from the portal's own page goes through", async () => {
  const url = served.running().frontChannelUrl;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    origin: url,
    "sec-fetch-site": "same-origin",
  };
  const body = new URLSearchParams({ token: await tokenOf(), action: "consent" }).toString();
  expect(await postRaw(url + consent, headers, body)).toBe(303);
});

test("whatever people call things is text on every page, never markup", async () => {
  const hostile = `"><script>alert('1')</script>`;
  const form = await portal.open("/portal/registrations/new");
  const made = await portal.press(form, "Register", { name: hostile, signInAudience: "AzureADMyOrg" });
  const appId = /registrations\/([^/]+)\//u.exec(made.url)?.[1] ?? "";
  const credentials = await portal.open(`/portal/registrations/${appId}/credentials`);
  await portal.press(credentials, "Add", { description: hostile, days: "90" });
  const roles = await portal.open(`/portal/registrations/${appId}/roles`);
  const role = {
    displayName: hostile,
    value: hostile.replaceAll(" ", ""),
    description: hostile,
    members: "Both",
  };
  await portal.press(roles, "Apply", role);
  await portal.press(await portal.open(`/portal/registrations/${appId}/expose`), "Save", { uri: hostile });
  for (const path of [
    "/portal/registrations",
    ...sections.map((name) => `/portal/registrations/${appId}/${name}`),
    consent,
  ]) {
    const { html, status } = await portal.open(path);
    expect(status, path).toBe(200);
    expect(html, path).not.toContain("<script>alert");
    expect(html, path).not.toContain(`value=""><script`);
  }
  const refused = await portal.press(form, "Register", {
    name: "",
    platform: "web",
    redirectUri: hostile,
    signInAudience: "AzureADMyOrg",
  });
  expect([refused.status, refused.html.includes("<script>alert")]).toEqual([400, false]);
  expect(refused.document.querySelector("#redirect-uri")?.getAttribute("value")).toBe(hostile);
});

test("no link can put words into the portal's mouth", async () => {
  const page = await portal.open("/portal/registrations?notice=Call%20this%20number");
  expect(messageOf(page)).toBeUndefined();
  const inherited = await portal.open("/portal/registrations?notice=__proto__");
  expect([inherited.status, messageOf(inherited)]).toEqual([200, undefined]);
});

test("only this machine's user is shown anything, or may change anything", async () => {
  const state = createState();
  const outside = createPortal(state, realOrigins);
  const url = "https://login.microsoftonline.com";
  for (const path of [
    "/",
    ...pages,
    `/portal/registrations/${remote.appId}/manifest.json`,
    "/portal/timeline",
    "/portal/errors",
  ]) {
    for (const method of ["GET", "POST"]) {
      const response = await outside(new Request(url + path, { method }), { isOnThisMachine: false });
      expect([response.status, await response.text()], path).toEqual([
        403,
        expect.not.stringContaining(local.appId),
      ]);
    }
  }
});

test("the explanation of an error shows requests to this machine's user only", async () => {
  const state = createState();
  const respond = createResponder(state, realOrigins);
  const url = `https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/authorize?client_id=${remote.appId}&redirect_uri=http://somewhere.example`;
  await respond(new Request(url), { isOnThisMachine: true });
  const explain = async (isOnThisMachine: boolean): Promise<string> => {
    const request = new Request("https://login.microsoftonline.com/error?code=50011");
    return (await (await respond(request, { isOnThisMachine }))?.text()) ?? "";
  };
  expect(await explain(true)).toContain("somewhere.example");
  expect(await explain(false)).not.toContain("somewhere.example");
});

test("the pages may not be framed, cached or fed with foreign scripts, and forms go nowhere else", async () => {
  const { headers } = await portal.open(consent);
  expect(headers.get("cache-control")).toContain("no-store");
  expect(headers.get("x-frame-options")).toBe("DENY");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[^ ]+'; script-src 'sha256-[^ ]+'; form-action 'self'; /u,
  );
  expect(policy).toContain("frame-ancestors 'none'");
});

test("the portal is on the front channel alone, and not where tests intercept the real hosts", async () => {
  expect((await fetch(`${served.authorityHost()}/portal/registrations`)).status).toBe(404);
  const respond = createResponder(createState(), realOrigins);
  const request = new Request("https://login.microsoftonline.com/portal/registrations");
  expect(respond(request, { isOnThisMachine: true })).toBeUndefined();
  expect(createMockEntra().handlers).toHaveLength(1);
});

test("there is nothing at other addresses, and no button that a page does not have", async () => {
  expect((await portal.open("/portal/nothing")).status).toBe(404);
  expect((await portal.open(`/portal/registrations/${seed.tenant.id}/overview`)).status).toBe(404);
  const url = served.running().frontChannelUrl;
  for (const action of ["", "constructor", "__proto__", "remove:%E0%A4%A"]) {
    const body = new URLSearchParams({ token: await tokenOf(), action, platform: "web" }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: url };
    expect(await postRaw(`${url}/portal/registrations/${remote.appId}/authentication`, headers, body)).toBe(
      400,
    );
  }
  const json = { "content-type": "application/json", origin: url };
  expect(await postRaw(url + consent, json, "{}")).toBe(400);
});
