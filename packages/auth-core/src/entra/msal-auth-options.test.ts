import { expect, it } from "vitest";
import { msalAuthOptions } from "./msal-auth-options.ts";

it("MSAL is told the authority, that it is known, and its discovery document: it has nothing left to fetch", () => {
  const config = {
    tenantId: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
    clientId: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
    authorityHost: "https://localhost:8443",
    graphBaseUrl: "https://localhost:8443",
    developmentCaFile: undefined,
  };
  expect(
    msalAuthOptions(config, { issuer: "https://localhost:8443/x/v2.0", jwksUri: "", metadata: "{}" }),
  ).toEqual({
    clientId: config.clientId,
    authority: "https://localhost:8443/3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
    knownAuthorities: ["localhost:8443"],
    authorityMetadata: "{}",
  });
});
