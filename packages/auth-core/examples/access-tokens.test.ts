import {
  bearerChallenge,
  type BearerCheck,
  challengeOf,
  checkBearer,
  describeTokenRefusal,
  discoverAuthority,
  openAccessTokenVerifier,
} from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { expect, test } from "vitest";
import { addWorkshopApi, clientId, entraConfig as config } from "../test/support/workshop-api.ts";

const entra = useMockEntra();
const resourceMetadataUrl = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp";

test("an API that takes Entra's access tokens", async () => {
  addWorkshopApi(entra);
  const token = await entra.forge.valid({
    audience: config.clientId,
    user: seed.users.ada.id,
    client: clientId,
  });
  // #region openAccessTokenVerifier
  const verifier = await openAccessTokenVerifier({
    entra: config,
    authority: await discoverAuthority(config),
    allowedClients: [clientId],
    allowsApplications: false,
  });
  expect(await verifier.verify(token)).toMatchObject({ kind: "accepted", bearer: { scopes: ["User.Read"] } });
  // #endregion
});

test("what the log says about a token", () => {
  // #region describeTokenRefusal
  expect(describeTokenRefusal({ kind: "audience" })).toContain("aud is not AZURE_CLIENT_ID");
  // #endregion
});

test("what a client is told", async () => {
  // #region bearerChallenge
  const { header } = bearerChallenge({ scopes: ["User.Read"], resourceMetadataUrl });
  expect(header).toBe(`Bearer scope="User.Read", resource_metadata="${resourceMetadataUrl}"`);
  // #endregion
  const check: BearerCheck<{ scopes: string[] }> = {
    verify: async () => ({ kind: "bad" }),
    requiredScopes: ["User.Read"],
    resourceMetadataUrl,
  };
  // #region checkBearer
  const decision = await checkBearer({ authorization: undefined }, check);
  expect(decision).toMatchObject({ kind: "refused", status: 401 });
  // #endregion
  // #region challengeOf
  const stepUp = challengeOf(check, { error: "insufficient_scope", scopes: ["User.Read", "Mail.Send"] });
  expect(bearerChallenge(stepUp).header).toContain('scope="User.Read Mail.Send"');
  // #endregion
});
