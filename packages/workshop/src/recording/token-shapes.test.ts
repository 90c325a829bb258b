import { createOpaqueToken } from "@mcp-entra/auth-core";
import { createMockEntra, seed } from "@mcp-entra/mock-entra";
import { describe, expect, it } from "vitest";
import { holdsToken, withoutTokens } from "./token-shapes.ts";

describe("tokens in a text", () => {
  it.each([
    [
      "a JWT",
      async () =>
        createMockEntra().forge.graphToken({
          audience: seed.applications.remote.appId,
          user: seed.users.ada.id,
        }),
    ],
    ["a session token", async () => createOpaqueToken()],
    ["a session token without a digit", async () => "KfQzTnWvBgHsXmRyLpDcJaEuIoNkVtGbFhSdZwMqPxA"],
    ["a client secret", async () => seed.applications.remote.secret],
    ["a code or refresh token of Entra's", async () => `1.AXYA${"x7".repeat(50)}`],
  ])("%s is found and left out", async (_, make) => {
    const token = await make();
    const text = `Calling Graph with ${token}, because.`;
    expect(holdsToken(text)).toBe(true);
    expect(withoutTokens(text)).toBe("Calling Graph with (token), because.");
  });

  it("ordinary sentences, addresses and ids are left alone", () => {
    const text = `Signed in ${seed.users.ada.id} at https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/authorize by acquireTokenByDeviceCodeForTheSignedInUser.`;
    expect(holdsToken(text)).toBe(false);
    expect(withoutTokens(text)).toBe(text);
  });
});
