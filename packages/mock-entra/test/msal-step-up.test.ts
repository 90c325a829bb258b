import { ConfidentialClientApplication } from "@azure/msal-node";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { callGraph } from "./support/graph.ts";
import { authority } from "./support/protocol.ts";
import { answerOf, pageOf, pressButton, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { remote } = seed.applications;
const { ada } = seed.users;

const request = { scopes: ["User.Read"], redirectUri: remote.redirectUri };

function newClient(clientCapabilities: string[] = []) {
  return new ConfidentialClientApplication({
    auth: {
      clientId: remote.appId,
      clientSecret: remote.secret,
      authority: `${authority}/${seed.tenant.id}`,
      clientCapabilities,
    },
  });
}

async function accountAfterSignIn(client: ConfidentialClientApplication) {
  const url = await client.getAuthCodeUrl(request);
  const { parameters } = await signIn(createBrowser(), url, ada);
  const result = await client.acquireTokenByCode({ ...request, code: parameters.get("code") ?? "" });
  if (!result.account) throw new Error("no account");
  return { account: result.account, token: result.accessToken };
}

/** Signs in again with the claims of a challenge, and approves if a page asks. */
async function stepUp(client: ConfidentialClientApplication, claims: string) {
  const browser = createBrowser();
  const page = pageOf(await browser.open(await client.getAuthCodeUrl({ ...request, claims })));
  const landing = await typePassword(browser, page, ada);
  const end = landing.kind === "page" ? await pressButton(browser, landing.page, "approve") : landing;
  return client.acquireTokenByCode({ ...request, claims, code: answerOf(end).parameters.get("code") ?? "" });
}

test("a policy: silent fails with claims, interactive with them succeeds, silent works again", async () => {
  const client = newClient();
  const { account } = await accountAfterSignIn(client);
  entra.directory.addPolicy();
  const renewal = { account, scopes: request.scopes, forceRefresh: true };
  const refusal: unknown = await client.acquireTokenSilent(renewal).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    name: "InteractionRequiredAuthError",
    errorNo: 50076,
    subError: "basic_action",
    claims: expect.stringContaining("capolids"),
  });
  const claims = refusal instanceof Error && "claims" in refusal ? String(refusal.claims) : "";
  expect((await stepUp(client, claims)).account?.username).toBe(ada.userPrincipalName);
  expect((await client.acquireTokenSilent(renewal)).fromCache).toBe(false);
});

test("a revoked session: Graph's challenge, decoded, leads to a token that Graph takes", async () => {
  const client = newClient(["cp1"]);
  const { token } = await accountAfterSignIn(client);
  expect((await callGraph(token)).status).toBe(200);
  entra.revokeSessions(ada.id);
  const { headers } = await callGraph(token);
  const encoded = /claims="([^"]+)"/u.exec(headers.get("www-authenticate") ?? "")?.[1] ?? "";
  const { accessToken } = await stepUp(client, Buffer.from(encoded, "base64").toString());
  expect((await callGraph(accessToken)).status).toBe(200);
});
