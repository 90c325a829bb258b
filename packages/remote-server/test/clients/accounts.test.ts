import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl, callByHand, redeem, register } from "../support/by-hand.ts";
import { allow, clientRedirectUri } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

async function openServer() {
  const { endpoints } = await startTestServer();
  const client = await register(endpoints);
  const visited: string[] = [];
  const browser = createHttpBrowser({
    stopBefore: clientRedirectUri,
    onNavigate: (url) => visited.push(url),
  });
  /** The parameters of the newest request to Entra. */
  const atEntra = (): Record<string, string> => {
    const url = visited.findLast((each) => each.startsWith("https://login.microsoftonline.com/")) ?? "";
    return Object.fromEntries(new URL(url).searchParams);
  };
  const nameBehind = async (code: string | null): Promise<unknown> => {
    const tokens = await redeem(endpoints, client, code ?? "");
    const answer = await callByHand(endpoints, tokens["access_token"], "getUserDetails");
    const { result } = (await answer.json()) as { result: { structuredContent: { displayName: string } } };
    return result.structuredContent.displayName;
  };
  return { endpoints, client, browser, atEntra, nameBehind };
}

/** For example, Visual Studio Code sends prompt=select_account. The MCP SDK adds prompt=consent to offline_access. */
describe("a client that wants a certain account", () => {
  it.each<[Record<string, string>, Record<string, string>]>([
    [{ prompt: "select_account" }, { prompt: "select_account" }],
    [{ prompt: "login" }, { prompt: "login" }],
    [{ prompt: "consent select_account" }, { prompt: "select_account" }],
    [{ prompt: "select_account login" }, { prompt: "login" }],
    [{ login_hint: "ada@mcpworkshop.onmicrosoft.com" }, { login_hint: "ada@mcpworkshop.onmicrosoft.com" }],
    [
      { prompt: "login", login_hint: "ada@mcpworkshop.onmicrosoft.com" },
      { prompt: "login", login_hint: "ada@mcpworkshop.onmicrosoft.com" },
    ],
  ])("sends %j, and Entra gets %j", async (sent, received) => {
    const { endpoints, client, browser, atEntra } = await openServer();
    await allow(browser, authorizationUrl(endpoints, client, sent));
    expect(atEntra()).toMatchObject(received);
  });

  it.each<[string, Record<string, string>]>([
    ["that its user is asked for consent: our own page does, always", { prompt: "consent" }],
    ["that the user is not asked: our page always asks", { prompt: "none" }],
    ["something that does not exist", { prompt: "anything" }],
    ["for an account that cannot be one", { login_hint: "x".repeat(321) }],
    ["for one with a line break in its name", { login_hint: "ada\r\nx" }],
    ["nothing", { prompt: "", login_hint: "" }],
  ])("may ask %s, and Entra does not hear of it", async (_case, sent) => {
    const { endpoints, client, browser, atEntra } = await openServer();
    await allow(browser, authorizationUrl(endpoints, client, sent));
    expect(Object.keys(atEntra())).not.toContain("prompt");
    expect(Object.keys(atEntra())).not.toContain("login_hint");
  });
});

describe("a user whose browser is signed in with another account", () => {
  async function withAdaSignedIn() {
    const opened = await openServer();
    const { endpoints, client, browser } = opened;
    await signIn(browser, await allow(browser, authorizationUrl(endpoints, client)), seed.users.ada);
    const question = await browser.visit(
      authorizationUrl(endpoints, client, { login_hint: seed.users.ada.userPrincipalName }).href,
    );
    return { ...opened, question };
  }

  it("can choose another one on our page, and signs in with that", async () => {
    const { browser, question, atEntra, nameBehind } = await withAdaSignedIn();
    const labels = question.document.querySelectorAll("button").map(({ text }) => text);
    expect(labels).toEqual(["Allow", "Do not allow", "Allow with another account"]);
    const page = await browser.submit(question, { decision: "approve-another-account" });
    expect(atEntra()).toMatchObject({ prompt: "select_account" });
    expect(atEntra()).not.toHaveProperty("login_hint");
    const arrived = await signIn(browser, page, seed.users.grace);
    expect(await nameBehind(new URL(arrived.url).searchParams.get("code"))).toBe("Grace Hopper");
  });

  it("can still change their mind after Allow: the sign-in with the first account is not waited for any more", async () => {
    const { browser, question, nameBehind } = await withAdaSignedIn();
    const [first, other] = await Promise.all([
      browser.submit(question, { decision: "approve" }),
      browser.submit(question, { decision: "approve-another-account" }),
    ]);
    const again = await browser.submit(question, { decision: "approve-another-account" });
    expect(first.status === 0 || other.status === 200).toBe(true);
    const arrived = await signIn(browser, again, seed.users.grace);
    expect(await nameBehind(new URL(arrived.url).searchParams.get("code"))).toBe("Grace Hopper");
  });

  it("can choose another one on the page of what they have allowed", async () => {
    const { endpoints, browser, atEntra } = await withAdaSignedIn();
    const page = await browser.visit(`${endpoints.issuer}/consents`);
    expect(page.document.text).toContain(seed.users.ada.userPrincipalName);
    const chosen = await browser.submit(page, { form_token: formToken(page), action: "switch" });
    expect(atEntra()).toMatchObject({ prompt: "select_account" });
    const others = await signIn(browser, chosen, seed.users.grace);
    expect(others.document.text).toContain(seed.users.grace.userPrincipalName);
  });
});

/** The page has a form for each client. The last form is for the page itself. */
function formToken({
  document,
}: {
  document: { querySelectorAll: (name: string) => { getAttribute: (name: string) => string | undefined }[] };
}): string {
  return document.querySelectorAll('[name="form_token"]').at(-1)?.getAttribute("value") ?? "";
}
