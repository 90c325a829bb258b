import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { authorizationUrl, callByHand, listTools, redeem, refresh } from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";
import { allow, clientRedirectUri } from "./support/test-client.ts";

const entra = useMockEntra();
const demand = JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } });

/** From now on, Graph requires the authentication context c1. A token has to say that its user has met it. */
function protectGraph(): void {
  const realFetch = globalThis.fetch;
  onTestFinished(() => void (globalThis.fetch = realFetch));
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.startsWith("https://graph.microsoft.com/")) return realFetch(input, init);
    const [, payload = ""] = (request.headers.get("authorization") ?? "").split(".");
    const { acrs } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { acrs?: string[] };
    if (acrs?.includes("c1")) return realFetch(input, init);
    const claims = Buffer.from(demand).toString("base64");
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;
    return Response.json(
      { error: { code: "InvalidAuthenticationToken", message: "More is needed." } },
      { status: 401, headers: { "www-authenticate": challenge } },
    );
  };
}

beforeEach(protectGraph);
afterEach(() => void vi.useRealTimers());

/** What a client does when the server tells it to sign in again. */
async function signInAgain({ endpoints, clientId }: Awaited<ReturnType<typeof signedIn>>) {
  const visited: string[] = [];
  const browser = createHttpBrowser({
    stopBefore: clientRedirectUri,
    onNavigate: (url) => visited.push(url),
  });
  const page = await allow(browser, authorizationUrl(endpoints, clientId, { state: "the-clients" }));
  const arrived = new URL((await signIn(browser, page, seed.users.ada)).url);
  const tokens = await redeem(endpoints, clientId, arrived.searchParams.get("code") ?? "");
  const claims = visited
    .filter((url) => url.includes("/oauth2/v2.0/authorize"))
    .map((url) => new URL(url).searchParams.get("claims") ?? "");
  return { tokens, claims, state: arrived.searchParams.get("state") };
}

describe("data that takes a second factor (acrs)", () => {
  it("is there at once, when the user has met the demand already", async () => {
    const { endpoints, token } = await signedIn();
    expect((await callByHand(endpoints, token, "getUserDetails")).status).toBe(200);
  });

  it("leads to a sign-in that carries the demand, and then is there", async () => {
    entra.directory.addPolicy({ authenticationContexts: ["c1"] });
    const session = await signedIn();
    const { endpoints, token, server } = session;
    const refused = await callByHand(endpoints, token, "getUserDetails");
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(await listTools(endpoints, token)).toBe(401);
    const { tokens, claims, state } = await signInAgain(session);
    expect(state).toBe("the-clients");
    expect(claims.at(-1)).toContain('"acrs":{"essential":true,"value":"c1"}');
    expect((await callByHand(endpoints, tokens["access_token"], "getUserDetails")).status).toBe(200);
    expect(server.bugs).toEqual([]);
  });

  it("is demanded of one user with one client; the next sign-in is like any other", async () => {
    entra.directory.addPolicy({ authenticationContexts: ["c1"] });
    const session = await signedIn();
    await callByHand(session.endpoints, session.token, "getUserDetails");
    expect((await signInAgain(session)).claims).toHaveLength(2);
    expect((await signInAgain(session)).claims).toHaveLength(1);
  });

  it("does not come of the tokens that the browser's first way through Entra brought", async () => {
    entra.directory.addPolicy({ authenticationContexts: ["c1"] });
    const session = await signedIn();
    await callByHand(session.endpoints, session.token, "getUserDetails");
    const before = session.server.eventsNamed("code_issued").length;
    await signInAgain(session);
    expect(session.server.eventsNamed("code_issued")).toHaveLength(before + 1);
    expect(session.server.eventsNamed("sign_in_started").at(-1)).toMatchObject({
      reason: "more is demanded of this user",
    });
  });
});

describe("a refresh that Entra refuses until the user has done more", () => {
  it("leads to a sign-in that carries Entra's demand as well", async () => {
    const session = await signedIn();
    entra.directory.addPolicy({ users: [seed.users.ada.id] });
    moveTime(60);
    const refused = await refresh(session.endpoints, session.clientId, session.refreshToken);
    expect(refused).toMatchObject({ error: "invalid_grant" });
    expect(refused["error_description"]).toMatch(/AADSTS\d+/);
    const { tokens } = await signInAgain(session);
    expect(await listTools(session.endpoints, tokens["access_token"])).toBe(200);
  });
});
