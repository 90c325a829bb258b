import { describe, expect, test } from "vitest";
import { type Application, type MockEntra, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { applicationOf } from "./support/api.ts";
import { createBrowser } from "./support/browser.ts";
import { onBehalfOf, withdrawConsent } from "./support/on-behalf-of.ts";
import { authorizeUrl, newPkce, type Parameters, postToken, redeem } from "./support/protocol.ts";
import { answerOf, pageOf, pressButton, typePassword } from "./support/sign-in.ts";
import { administratorClient } from "./support/administration.ts";
import { decodeJwt } from "jose";

const entra = useMockEntra();
const { api, client, visualStudioCode } = seed.applications;
const { ada } = seed.users;
const toolsRead = `${api.resource}/${api.scopes.toolsRead}`;

/** Ada signs in to a public client. @returns the page or the answer after her password. */
async function start(appId: string, scope: string, parameters: Parameters = {}) {
  const { verifier, challenge } = newPkce();
  const browser = createBrowser();
  const redirect_uri = "http://localhost:7777";
  const url = authorizeUrl({
    client_id: appId,
    redirect_uri,
    scope,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...parameters,
  });
  const landing = await typePassword(browser, pageOf(await browser.open(url)), ada);
  const tokens = async (code: string | null) => {
    const form = { client_id: appId, redirect_uri, client_secret: undefined, code_verifier: verifier };
    return (await redeem(code ?? "", form)).body;
  };
  return { browser, landing, tokens };
}

function apiOf(mock: MockEntra): Application {
  return applicationOf(mock, api.appId);
}

describe("a client that the API has authorized beforehand", () => {
  test("gets the API's scopes, and no user is asked", async () => {
    const { landing, tokens } = await start(visualStudioCode.appId, `openid offline_access ${toolsRead}`);
    const body = await tokens(answerOf(landing).parameters.get("code"));
    const claims = decodeJwt(String(body["access_token"]));
    expect(claims).toMatchObject({ aud: api.appId, azp: visualStudioCode.appId, oid: ada.id });
    expect(claims["scp"]).toBe("directory.read mail.send tools.read");
    expect(body).toHaveProperty("refresh_token");
  });

  test("may ask by .default, though its registration does not list the API", async () => {
    const { landing } = await start(visualStudioCode.appId, `${api.resource}/.default`);
    expect(answerOf(landing).parameters.has("code")).toBe(true);
  });

  test("is asked for a scope that it was not authorized for", async () => {
    const [authorized] = apiOf(entra).api.preAuthorizedApplications ?? [];
    authorized?.delegatedPermissionIds.shift();
    const { landing } = await start(visualStudioCode.appId, toolsRead);
    expect(pageOf(landing).html).toContain("Call the tools about yourself");
  });

  test("is asked like any other once the API has taken it back", async () => {
    const admin = await administratorClient(entra);
    const path = `/applications(appId='${api.appId}')`;
    const { api: before } = await admin.api(path).get();
    expect(before.preAuthorizedApplications).toMatchObject([{ appId: visualStudioCode.appId }]);
    await admin.api(path).patch({ api: { preAuthorizedApplications: [] } });
    const { landing } = await start(visualStudioCode.appId, toolsRead);
    expect(pageOf(landing).html).toContain("Permissions requested");
  });
});

describe("combined consent, for a client that the API knows", () => {
  test("one page asks for the client's permissions and the API's own, and the API can then act for the user", async () => {
    apiOf(entra).api.knownClientApplications = [client.appId];
    withdrawConsent(entra, api.appId);
    const { browser, landing, tokens } = await start(client.appId, `${api.resource}/.default`);
    const page = pageOf(landing);
    expect(page.html).toContain("Call the tools about yourself");
    expect(page.html).toContain("Send mail as a user");
    const answer = answerOf(await pressButton(browser, page, "accept"));
    const body = await tokens(answer.parameters.get("code"));
    expect((await onBehalfOf(String(body["access_token"]))).status).toBe(200);
  });

  test("without it, the page asks for the client's alone, and the API is refused", async () => {
    withdrawConsent(entra, api.appId);
    const { browser, landing, tokens } = await start(client.appId, `${api.resource}/.default`);
    const page = pageOf(landing);
    expect(page.html).not.toContain("Send mail as a user");
    const answer = answerOf(await pressButton(browser, page, "accept"));
    const body = await tokens(answer.parameters.get("code"));
    const refused = await onBehalfOf(String(body["access_token"]));
    expect(refused.body["error_codes"]).toEqual([65001]);
  });

  test("scopes by name are the client's alone", async () => {
    apiOf(entra).api.knownClientApplications = [client.appId];
    withdrawConsent(entra, api.appId);
    const { landing } = await start(client.appId, toolsRead);
    expect(pageOf(landing).html).not.toContain("Send mail as a user");
  });
});

describe("the resource parameter (RFC 8707) of an API of one's own", () => {
  const signIn = async (resource: string) => {
    const { landing, tokens } = await start(visualStudioCode.appId, `offline_access ${toolsRead}`, {
      resource,
    });
    return tokens(answerOf(landing).parameters.get("code"));
  };
  const refresh = (token: unknown, parameters: Parameters) =>
    postToken({
      grant_type: "refresh_token",
      client_id: visualStudioCode.appId,
      refresh_token: String(token),
      ...parameters,
    });
  const code = (body: Record<string, unknown>) => body["error_codes"];

  test("is accepted where it is an App ID URI of the API, at each step", async () => {
    const body = await signIn(api.resource);
    const renewed = await refresh(body["refresh_token"], { resource: api.resource });
    expect(decodeJwt(String(renewed.body["access_token"]))).toMatchObject({ aud: api.appId });
  });

  test.each([`${api.resource}/`, api.resource.toUpperCase(), new URL(api.resource).origin])(
    "%s is another one: refused with 9010010",
    async (resource) => {
      const url = authorizeUrl({
        client_id: client.appId,
        redirect_uri: "http://localhost:1",
        scope: toolsRead,
        resource,
      });
      const { parameters } = answerOf(await createBrowser().open(url));
      expect(parameters.get("error_description")).toMatch(/^AADSTS9010010:/u);
      const body = await signIn(api.resource);
      expect(code((await refresh(body["refresh_token"], { resource })).body)).toEqual([9010010]);
      expect(code((await refresh(body["refresh_token"], { resource, scope: toolsRead })).body)).toEqual([
        9010010,
      ]);
    },
  );

  test("short scope names are Graph's, which does not have them", async () => {
    const { browser } = { browser: createBrowser() };
    const url = authorizeUrl({
      client_id: client.appId,
      redirect_uri: "http://localhost:1",
      scope: "tools.read",
    });
    expect(pageOf(await browser.open(url)).html).toContain("AADSTS650053");
  });
});
