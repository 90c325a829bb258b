import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { createBrowser } from "./support/browser.ts";
import { callGraph, graphError } from "./support/graph.ts";
import {
  authority,
  authorizeUrl,
  entraError,
  invalidGrant,
  obtainCode,
  redeem,
  refresh,
} from "./support/protocol.ts";
import { answerOf, pageOf, signIn, typePassword } from "./support/sign-in.ts";

const entra = useMockEntra();
const { ada, grace } = seed.users;

const capable = JSON.stringify({ access_token: { xms_cc: { values: ["CP1"] } } });

async function tokensOf(claims?: string) {
  return (await redeem(await obtainCode({ claims }), { claims })).body;
}

test("a client that says that it understands has xms_cc in its Graph tokens", async () => {
  expect(decodeJwt(String((await tokensOf(capable))["access_token"]))["xms_cc"]).toEqual(["cp1"]);
  expect(decodeJwt(String((await tokensOf())["access_token"]))).not.toHaveProperty("xms_cc");
});

test("after a sign-out everywhere, Graph challenges its token at once", async () => {
  const { access_token: token } = await tokensOf(capable);
  entra.revokeSessions(ada.userPrincipalName);
  const answer = await callGraph(token);
  expect(graphError(answer)).toEqual({
    status: 401,
    code: "InvalidAuthenticationToken",
    message: expect.stringMatching(/TokenIssuedBeforeRevocationTimestamp$/u),
  });
  const challenge = answer.headers.get("www-authenticate") ?? "";
  expect(challenge).toContain(`authorization_uri="${authority}/common/oauth2/authorize"`);
  expect(challenge).toContain(`error="insufficient_claims"`);
  const encoded = /claims="([^"]+)"/u.exec(challenge)?.[1] ?? "";
  expect(JSON.parse(Buffer.from(encoded, "base64").toString())).toEqual({
    access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d{10}$/u) } },
  });
});

test("other clients' tokens, and other people's, stay good until they expire", async () => {
  const { access_token: unaware } = await tokensOf();
  const { access_token: other } = (await redeem(await obtainCode({ claims: capable }, grace))).body;
  entra.revokeSessions(ada.id);
  expect((await callGraph(unaware)).status).toBe(200);
  expect((await callGraph(other)).status).toBe(200);
});

test("refresh tokens, codes and browser sessions from before are worth nothing", async () => {
  const { refresh_token: token } = await tokensOf();
  const browser = createBrowser();
  const code = (await signIn(browser, authorizeUrl(), ada)).parameters.get("code") ?? "";
  entra.revokeSessions(ada.id);
  expect(entraError(await refresh(token))).toEqual(invalidGrant(50173));
  expect(entraError(await redeem(code))).toEqual(invalidGrant(50173));
  const { parameters } = answerOf(await browser.open(authorizeUrl({ prompt: "none" })));
  expect(parameters.get("error_description")).toContain("AADSTS50058:");
});

test("claims with nbf want a sign-in since then, even of a session that still holds", async () => {
  const browser = createBrowser();
  await signIn(browser, authorizeUrl(), ada);
  const nbf = { essential: true, value: String(entra.clock.seconds() + 60) };
  const claims = JSON.stringify({ access_token: { nbf } });
  entra.clock.advance({ seconds: 61 });
  const page = pageOf(await browser.open(authorizeUrl({ claims })));
  const { body } = await redeem(
    answerOf(await typePassword(browser, page, ada)).parameters.get("code") ?? "",
  );
  expect((await callGraph(body["access_token"])).status).toBe(200);
});

test("a sign-out of an unknown user is a mistake in the test", () => {
  expect(() => entra.revokeSessions("unknown")).toThrow(/no user "unknown"/u);
});
