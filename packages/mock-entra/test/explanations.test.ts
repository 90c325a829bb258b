import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serviceErrors } from "../src/control/service-errors.ts";
import { aadsts } from "../src/errors/aadsts-catalogue.ts";
import { explanations } from "../src/explanations/explanations.ts";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { renderTroubleshootingPage } from "../troubleshooting/render-troubleshooting-page.ts";
import { createBrowser } from "./support/browser.ts";
import { authority, authorizeUrl, postToken } from "./support/protocol.ts";
import { pageOf } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

async function explain(query: string): Promise<{ status: number; text: string }> {
  const page = pageOf(await createBrowser().open(`${authority}/error?${query}`));
  return { status: page.status, text: page.document.text.replaceAll(/\s+/gu, " ") };
}

test("each code that the mock can raise is explained once, and nothing else is", () => {
  const raised = Object.values({ ...aadsts, ...serviceErrors }).map(({ details }) => details.code);
  const inOrder = (codes: Iterable<number>): number[] => [...codes].toSorted((left, right) => left - right);
  expect(inOrder(explanations.map(({ code }) => code))).toEqual(inOrder(new Set(raised)));
});

test("each explanation says something in every field", () => {
  const empty = explanations.filter(({ title, meaning, cause, fix }) =>
    [title, meaning, cause, fix].some((text) => text.length < 10),
  );
  expect(empty).toEqual([]);
});

test("docs/troubleshooting.md is what the explanations say", () => {
  const page = readFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), "utf8");
  const isCurrent = page === renderTroubleshootingPage();
  expect(
    isCurrent,
    "The page is out of date. Write it: pnpm --filter @mcp-entra/mock-entra troubleshooting",
  ).toBe(true);
});

test("each code has its page, with all that the explanation says", async () => {
  for (const { code, title, meaning, cause, fix, leftOut = "", place } of explanations) {
    const { status, text } = await explain(`code=${code}`);
    expect(status).toBe(200);
    for (const part of [`AADSTS${code}`, title, meaning, cause, fix, leftOut, place?.path ?? "Nowhere"]) {
      expect(text).toContain(part);
    }
  }
});

test.each([
  [70003, "resource owner password"],
  [700016, "metadata documents"],
  [700054, "hybrid"],
  [700051, "implicit"],
  [500011, "Key Vault"],
  [500201, "first version"],
  [90038, "national clouds"],
  [50049, "national clouds"],
])("AADSTS%i says that the mock leaves something out: %s", async (code, what) => {
  const { text } = await explain(`code=${code}`);
  expect(text).toMatch(
    new RegExp(`Left out here .*leaves out.*${what}|Left out here .*${what}.*leaves out`, "u"),
  );
});

test("the page shows the offending request, without what must stay secret", async () => {
  const secret = "a-mistyped-secret";
  const { body } = await postToken({
    grant_type: "client_credentials",
    client_id: remote.appId,
    client_secret: secret,
    scope: "https://graph.microsoft.com/.default",
  });
  const page = pageOf(await createBrowser().open(String(body["error_uri"])));
  expect(page.document.text).toContain(`${authority}/${seed.tenant.id}/oauth2/v2.0/token`);
  expect(page.document.text).toContain("My Remote MCP Server");
  expect(page.document.text).toContain(String(body["correlation_id"]));
  const rows = page.document.querySelectorAll("tbody tr").map((row) => row.text.trim().split(/\s+/u));
  expect(rows).toContainEqual(["grant_type", "client_credentials"]);
  expect(rows).toContainEqual(["client_secret", "redacted"]);
  expect(page.html).not.toContain(secret);
});

test("an error page leads to the explanation beside its own request, not beside a newer one", async () => {
  const open = (redirectUri: string) => createBrowser().open(authorizeUrl({ redirect_uri: redirectUri }));
  const mine = pageOf(await open("http://localhost:3001/mine"));
  await open("http://localhost:3001/another-one");
  const href = mine.document.querySelector("main a")?.getAttribute("href") ?? "";
  const page = pageOf(await createBrowser().open(new URL(href, mine.url).href));
  expect(page.document.querySelector("tbody")?.text).toContain("http://localhost:3001/mine");
  expect(page.document.querySelector("tbody")?.text).not.toContain("another-one");
});

test("what a request said is text on the page, never markup", async () => {
  const hostile = "http://localhost/<script>alert(1)</script>";
  await createBrowser().open(authorizeUrl({ redirect_uri: hostile }));
  const page = pageOf(await createBrowser().open(`${authority}/error?code=50011`));
  expect(page.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page.html).not.toContain(hostile);
});

test("the forms of one sign-in carry the correlation id of the request that began it", async () => {
  const id = "0f0f0f0f-1111-4222-8333-444444444444";
  const browser = createBrowser();
  const page = pageOf(await browser.open(`${authorizeUrl()}&client-request-id=${id}`));
  const [form] = page.forms;
  if (!form) throw new Error("The sign-in page has no form.");
  await browser.submit(page, form, { login: "ada", passwd: "wrong", action: "sign-in" });
  expect(entra.trace.entries().map(({ endpoint, correlationId }) => [endpoint, correlationId])).toEqual([
    ["authorize", id],
    ["login", id],
  ]);
});
