import { describe, expect, it } from "vitest";
import { claimsChallengeOf } from "./claims-challenge.ts";

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
const refusal = (challenge?: string): Response =>
  new Response(null, { status: 401, headers: challenge ? { "www-authenticate": challenge } : {} });

describe("Graph's claims challenge", () => {
  it.each(["base64", "base64url"] as const)("is read from the header of the refusal, in %s", (encoding) => {
    const encoded = Buffer.from(claims).toString(encoding);
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${encoded}"`;
    expect(claimsChallengeOf(refusal(challenge))).toBe(claims);
  });

  it.each([
    ["a refusal without a header", undefined],
    ["an expired token", 'Bearer realm="", error="invalid_token", claims="e30="'],
    ["a challenge without claims", 'Bearer error="insufficient_claims"'],
    ["claims that are no JSON", 'Bearer error="insufficient_claims", claims="bm90IEpTT04="'],
    ["claims that are no object", 'Bearer error="insufficient_claims", claims="MQ=="'],
  ])("is not seen in %s", (_, challenge) => {
    expect(claimsChallengeOf(refusal(challenge))).toBeUndefined();
  });
});
