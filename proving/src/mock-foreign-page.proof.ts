import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "./support/find-chromium.ts";
import { typePassword } from "./support/browser.ts";
import { type MockEntra, portOf, startMock, stop } from "./support/programs.ts";

const chromiumPath = findChromium();
const grace = { name: "grace@mcpworkshop.onmicrosoft.com", password: "workshop-only-not-a-secret-grace" };
const client = {
  client_id: "22222222-aaaa-4bbb-8ccc-000000000002",
  response_type: "code",
  redirect_uri: "http://localhost:3001/auth/callback",
  scope: "openid",
};

/** A site of an attacker, which a visitor opens on the machine of the mock. For browsers, it is another site than the mock's. */
let site: Server;
let browser: Browser;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  site = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>a foreign page</title>");
  }).listen(0, "localhost");
  await once(site, "listening");
  browser = await chromium.launch({
    executablePath: chromiumPath,
    // A container often runs as root, and then Chromium has no sandbox. It opens only our own pages. The name simulates DNS rebinding:
    // its owner lets it point to 127.0.0.1 after the page was loaded.
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--host-resolver-rules=MAP rebound.example 127.0.0.1",
    ],
  });
});
afterAll(async () => {
  if (chromiumPath === undefined) return;
  await browser.close();
  site.close();
});

describe.skipIf(chromiumPath === undefined).each([
  ["the plain http front channel", []],
  ["the https front channel", ["--https-front-channel"]],
] as const)("a foreign page in Chromium, and %s", (_name, flags) => {
  let mock: MockEntra;
  let front: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    mock = await startMock(flags);
    const said: { frontChannelUrl: string; caPath: string } = JSON.parse(mock.line);
    front = said.frontChannelUrl;
    setDefaultCACertificates([...getCACertificates("default"), readFileSync(said.caPath, "utf8")]);
    // This test is not about trust. An untrusted certificate alone would already stop the page.
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    page = await context.newPage();
    await signIn();
    await page.goto(`http://localhost:${portOf(site)}/`);
  });
  afterAll(async () => {
    if (chromiumPath === undefined) return;
    await context.close();
    await stop(mock);
  });

  /** The browser has the mock's own cookies, as in real use. */
  async function signIn(): Promise<void> {
    await page.goto(
      `${front}/mcpworkshop.onmicrosoft.com/oauth2/v2.0/authorize?${new URLSearchParams(client).toString()}`,
    );
    await page.route("http://localhost:3001/**", async (route) => route.fulfill({ body: "signed in" }));
    await typePassword(page, grace);
    await page.getByText("signed in").waitFor();
  }

  /** The result of a script on the page: the answer, or that the browser does not show it to the page. */
  const read = (from: Page, address: string, init = "{}"): Promise<string> =>
    from.evaluate(
      `fetch(${JSON.stringify(front + address)}, ${init}).then(async (answer) => answer.type === "opaque" ? "opaque" : answer.text(), () => "kept from it")`,
    );
  const directory = (): Promise<string> => mock.command("GET", "directory");

  it("could do all of it from a page of the mock's own: it is not the scripts that fail", async () => {
    // The policy of the portal's own pages allows no script. This test is about the browser's rules between two sites.
    const own = await browser.newContext({ ignoreHTTPSErrors: true, bypassCSP: true });
    const ownPage = await own.newPage();
    await ownPage.goto(`${front}/portal/registrations`);
    expect(await read(ownPage, "/portal/registrations")).toContain("My Remote MCP Server");
    const withHeader = `{ headers: { "x-mock-entra-control": "1" } }`;
    expect(await read(ownPage, "/_mock/trace", withHeader)).toContain('"authorize"');
    await own.close();
  });

  it.each([
    "/portal/registrations",
    "/portal/timeline",
    "/_mock/trace",
    "/_mock/directory",
    "/error?code=50011",
  ])("reads nothing of %s, with or without cookies and headers of its own", async (address) => {
    for (const init of [
      "{}",
      `{ credentials: "include" }`,
      `{ headers: { "x-mock-entra-control": "1" } }`,
      `{ credentials: "include", headers: { "x-mock-entra-control": "1" } }`,
    ]) {
      expect(await read(page, address, init), init).toBe("kept from it");
    }
    expect(await read(page, address, `{ mode: "no-cors", credentials: "include" }`)).toBe("opaque");
  });

  it("changes nothing by a request whose answer it may not read", async () => {
    const before = await directory();
    for (const [address, method] of [
      ["/_mock/reset", "POST"],
      ["/_mock/revoke-sessions", "POST"],
      ["/portal/registrations/new", "POST"],
    ] as const) {
      const body = `new URLSearchParams({ name: "planted", displayName: "planted", user: ${JSON.stringify(grace.name)} })`;
      await read(
        page,
        address,
        `{ method: "${method}", mode: "no-cors", credentials: "include", body: ${body} }`,
      );
    }
    expect(await directory()).toBe(before);
    // A reset would have removed it.
    expect(await mock.command("GET", "trace")).toContain('"authorize"');
  });

  it("changes nothing by a form that it sends in a tab of its own", async () => {
    const before = await directory();
    const opened = context.waitForEvent("page");
    await page.evaluate(`
      const form = Object.assign(document.createElement("form"), { method: "post", target: "_blank", action: ${JSON.stringify(`${front}/portal/registrations/new`)} });
      for (const [name, value] of Object.entries({ name: "planted", signInAudience: "AzureADMyOrg" }))
        form.append(Object.assign(document.createElement("input"), { name, value }));
      document.body.append(form);
      form.submit();
    `);
    const tab = await opened;
    await tab.getByText("This form was not sent by a page of this portal.").waitFor();
    await tab.close();
    expect(await directory()).toBe(before);
  });

  it("shows none of it in a frame, where a click could be stolen", async () => {
    for (const address of ["/portal/registrations", "/device"]) {
      await page.evaluate(
        `new Promise((resolve) => { const frame = document.createElement("iframe"); frame.onload = resolve; frame.src = ${JSON.stringify(front + address)}; document.body.append(frame); })`,
      );
      const shown = await page.frames().at(-1)?.evaluate<string>("document.documentElement.innerText");
      expect(shown, address).toContain("refused to connect");
    }
  });

  it("gets no answer under a name of its own that points to this machine (DNS rebinding)", async () => {
    const { protocol, port } = new URL(front);
    for (const address of ["/portal/registrations", "/_mock/trace", "/device"]) {
      const answer = await page.goto(`${protocol}//rebound.example:${port}${address}`);
      expect(answer?.status(), address).toBe(421);
    }
    await page.goto(`http://localhost:${portOf(site)}/`);
  });
});
