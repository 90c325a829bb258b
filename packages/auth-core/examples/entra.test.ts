import { ConfidentialClientApplication } from "@azure/msal-node";
import {
  type Authority,
  type ClientCredential,
  createAppTokens,
  createClientCredential,
  discoverAuthority,
  entraCodeIn,
  type EntraConfig,
  msalAuthOptions,
  openKeyVault,
  readEntraConfig,
  toAuthenticationError,
} from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { expect, test } from "vitest";

useMockEntra();
const { appId, secret } = seed.applications.remote;
const config = readEntraConfig({ AZURE_TENANT_ID: seed.tenant.id, AZURE_CLIENT_ID: appId });

test("an application that signs in at Entra", async () => {
  // #region createClientCredential
  const credential = createClientCredential(
    { kind: "secret", secret, expiresOn: undefined },
    config.authorityHost,
  );
  expect(credential.warnings[0]).toContain("prefer a managed identity");
  // #endregion
  // #region discoverAuthority
  const authority = await discoverAuthority(config);
  expect(authority.issuer).toBe(`${config.authorityHost}/${config.tenantId}/v2.0`);
  // #endregion
  // #region msalAuthOptions
  const auth = { ...msalAuthOptions(config, authority), ...credential.forMsal() };
  const client = new ConfidentialClientApplication({ auth });
  // #endregion
  expect(await client.getAuthCodeUrl({ scopes: [], redirectUri: "https://localhost" })).toContain(appId);
  // #region toAuthenticationError
  const madeUp = { code: "made up", scopes: [], redirectUri: "https://localhost" };
  const error = await client
    .acquireTokenByCode(madeUp)
    .catch((thrown: unknown) => toAuthenticationError(thrown));
  expect(error).toMatchObject({ code: "sign_in_required", entraCode: 9002313 });
  // #endregion
  // #region createAppTokens
  const tokens = createAppTokens(config, authority, credential);
  const { token } = await tokens.getToken("https://graph.microsoft.com/.default");
  // #endregion
  expect(token.split(".")).toHaveLength(3);
});

test("what Entra says", () => {
  // #region entraCodeIn
  expect(entraCodeIn("AADSTS50011: The redirect URI does not match.")).toBe(50011);
  // #endregion
});

/** Not run here, because it needs a vault. */
export async function wrapAKey(
  entra: EntraConfig,
  authority: Authority,
  credential: ClientCredential,
): Promise<string> {
  // #region openKeyVault
  const tokens = createAppTokens(entra, authority, credential);
  const vault = await openKeyVault("https://my-vault.vault.azure.net/keys/mcp-sessions", tokens);
  const wrapped = await vault.wrapNewKey(); // for SESSION_ENCRYPTION_KEYS
  // #endregion
  return wrapped;
}
