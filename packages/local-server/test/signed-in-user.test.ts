import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerRequestsTo } from "./support/answer-requests-to.ts";
import { errorTextOf, startSessionWithAda, tokenRequestsOf } from "./support/local-session.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const ada = { id: seed.users.ada.id };
const hour = 3_600_000;

describe("a user who has signed in", () => {
  it("stays signed in when Entra's access token expires", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    moveDateBy(2 * hour);
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations).toHaveLength(1);
    expect(tokenRequestsOf(entra)).toEqual(["authorization_code", "refresh_token"]);
  });

  it("does not notice when Graph refuses a token before its time: it is refreshed once", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    entra.expireAccessTokens();
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations).toHaveLength(1);
    expect(tokenRequestsOf(entra)).toEqual(["authorization_code", "refresh_token"]);
  });

  it.each(["revoked", "expired"] as const)("signs in again when the refresh token is %s", async (reason) => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    entra.killRefreshTokens({ reason });
    moveDateBy(2 * hour);
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations).toHaveLength(2);
    expect(new URL(elicitations[1]?.url ?? "").searchParams.get("login_hint")).toBe(
      seed.users.ada.userPrincipalName,
    );
  });

  it("is led to the page with the claims that Conditional Access demands", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const refusal = {
      error: "invalid_grant",
      suberror: "basic_action",
      error_description: "AADSTS50076: MFA.",
    };
    answerRequestsTo("/oauth2/v2.0/token", () => Response.json({ ...refusal, claims }, { status: 400 }), {
      times: 1,
    });
    moveDateBy(2 * hour);
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(new URL(elicitations[1]?.url ?? "").searchParams.get("claims")).toContain('"acrs"');
  });

  it("is not led to a page when Entra cannot be reached: it would not appear either", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    answerRequestsTo("/oauth2/v2.0/token", () => {
      throw new TypeError("fetch failed");
    });
    moveDateBy(2 * hour);
    expect(errorTextOf(await call())).toBe(
      "Entra could not be reached. Check the network and AZURE_AUTHORITY_HOST, then try again.",
    );
    expect(elicitations).toHaveLength(1);
  });
});

function moveDateBy(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + milliseconds });
}
