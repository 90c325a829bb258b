import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import type { SignInPrompt } from "../src/index.ts";
import { answerRequestsTo } from "./support/answer-requests-to.ts";
import { errorTextOf, startSessionWithAda, tokenRequestsOf } from "./support/local-session.ts";

const entra = useMockEntra();
const ada = { id: seed.users.ada.id };

describe("a user who was signed out everywhere", () => {
  it("signs in anew, with the claims that Graph demands, and the call goes on", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    entra.revokeSessions(seed.users.ada.id);
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations).toHaveLength(2);
    const claims: unknown = JSON.parse(new URL(elicitations[1]?.url ?? "").searchParams.get("claims") ?? "");
    expect(claims).toMatchObject({ access_token: { nbf: { essential: true } } });
    // The server does not ask Entra silently, because only the person can meet this demand.
    expect(tokenRequestsOf(entra)).toEqual(["authorization_code", "authorization_code"]);
  });

  it("signs in once, however many calls Graph has refused", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    entra.revokeSessions(seed.users.ada.id);
    const results = await Promise.all(Array.from({ length: 5 }, async () => call()));
    expect(results.map(({ structuredContent }) => structuredContent?.["id"])).toEqual(Array(5).fill(ada.id));
    expect(elicitations).toHaveLength(2);
  });
});

describe("a call whose refusal comes late", () => {
  it("takes the token that another call has signed in for meanwhile, and asks no user", async () => {
    const { call, elicitations, authenticationService } = await startSessionWithAda();
    await call();
    const terminal: SignInPrompt = {
      showSignInPage: async () => Promise.reject(new Error("Ada has been asked again.")),
      showDeviceCode: async () => Promise.reject(new Error("Ada has been asked again.")),
    };
    const prompts = { client: undefined, terminal };
    const current = await authenticationService.acquireToken({ prompts });
    const refused = { forceRefresh: true, claims: "{}", refusedToken: "the token from before", prompts };
    expect(await authenticationService.acquireToken(refused)).toBe(current);
    expect(elicitations).toHaveLength(1);
  });
});

describe("a claims challenge that a new sign-in does not meet", () => {
  it("is not followed for ever: one sign-in, then a sentence that says what to do", async () => {
    const { call, elicitations, events } = await startSessionWithAda();
    await call();
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c9"}}}').toString(
      "base64",
    );
    const challenge = `Bearer error="insufficient_claims", claims="${claims}"`;
    answerRequestsTo("https://graph.microsoft.com/", () =>
      Response.json(
        { error: { code: "InvalidAuthenticationToken", message: "eyJ.secret" } },
        { status: 401, headers: { "www-authenticate": challenge } },
      ),
    );
    const text = errorTextOf(await call());
    expect(text).toMatch(
      /^Microsoft Graph refuses this sign-in \(401\), although it is a new one\. .* --sign-out/,
    );
    expect(text).not.toContain("eyJ");
    expect(elicitations).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ event: "tool_failed", reason: "sign_in_required" });
  });
});

describe("Entra's own demand, when it refuses a silent renewal", () => {
  it("is for a second factor: one sign-in with the claims of the refusal, and it is given there", async () => {
    const { call, elicitations } = await startSessionWithAda();
    await call();
    entra.directory.addPolicy();
    entra.expireAccessTokens();
    expect((await call()).structuredContent).toMatchObject(ada);
    expect(elicitations).toHaveLength(2);
    expect(new URL(elicitations[1]?.url ?? "").searchParams.get("claims")).toContain("capolids");
    expect(tokenRequestsOf(entra)).toEqual(["authorization_code", "refresh_token", "authorization_code"]);
  });
});
