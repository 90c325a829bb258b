import { randomBytes } from "node:crypto";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createAppTokens,
  createClientCredential,
  createEncryptingStore,
  createMemoryStore,
  discoverAuthority,
  loadKeyRing,
  openKeyVault,
  readEntraConfig,
} from "../src/index.ts";
import { createMockKeyVault, vaultKey } from "./support/mock-key-vault.ts";

const entra = useMockEntra();
const { appId, secret } = seed.applications.remote;
const config = readEntraConfig({ AZURE_TENANT_ID: seed.tenant.id, AZURE_CLIENT_ID: appId });
const noFile = { file: undefined, vaultKey };
let vault: ReturnType<typeof createMockKeyVault>;

beforeEach(() => {
  vault = createMockKeyVault({ clientId: appId });
  entra.server.use(...vault.handlers);
  // Key Vault's own application. It exists in every tenant.
  entra.directory.servicePrincipals.push({
    id: "5f2a6b0e-6c1d-4a52-9e53-0c5b7a3f1d12",
    appId: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
    displayName: "Azure Key Vault",
    servicePrincipalType: "Application",
    appRoleAssignmentRequired: false,
    alternativeNames: [],
    servicePrincipalNames: ["cfa8b339-82a2-471a-a3c9-0fc0be7a4093", "https://vault.azure.net"],
    oauth2PermissionScopes: [],
    appRoles: [],
  });
});

/** Gets a token as the server does: with its own credential, after the vault's challenge. */
async function open(url: string, clientSecret: string = secret) {
  const credential = createClientCredential(
    { kind: "secret", secret: clientSecret, expiresOn: undefined },
    config.authorityHost,
  );
  return openKeyVault(url, createAppTokens(config, await discoverAuthority(config), credential));
}

describe("keys that are wrapped by Azure Key Vault", () => {
  it("come out of the vault as they went in, and are nowhere in clear", async () => {
    const wrapped = await (await open(vaultKey)).wrapNewKey();
    expect(wrapped).toMatch(/^[0-9a-f]{32}\.[\w-]{342}$/);
    const store = createMemoryStore();
    const ring = await loadKeyRing({ keys: wrapped, ...noFile }, open);
    await createEncryptingStore(store, ring).set("entra:1", "cache", 60);
    // Like another process that starts later.
    const again = await loadKeyRing({ keys: wrapped, ...noFile }, open);
    expect(await createEncryptingStore(store, again).get("entra:1")).toBe("cache");
    expect(wrapped).not.toContain(ring.newest.key.toString("base64url"));
  });

  it("go on being unwrapped when the vault has renewed its own key", async () => {
    const before = await (await open(vaultKey)).wrapNewKey();
    vault.addVersion();
    const after = await (await open(vaultKey)).wrapNewKey();
    expect(after.slice(0, 32)).not.toBe(before.slice(0, 32));
    const ring = await loadKeyRing({ keys: `${after},${before}`, ...noFile }, open);
    expect(ring.byId.size).toBe(2);
  });

  it("are asked for without a token first, as the vault's challenge says for whom the token has to be", async () => {
    const wrapped = await (await open(vaultKey)).wrapNewKey();
    vault.requests.length = 0;
    await loadKeyRing({ keys: wrapped, ...noFile }, open);
    expect(vault.requests[0]).toMatchObject({ withToken: false });
    const path = `${new URL(vaultKey).pathname}/${wrapped.slice(0, 32)}/unwrapkey`;
    expect(vault.requests.at(-1)).toEqual({ path, withToken: true });
  });

  it("stay shut for an application without the role, and the message names it", async () => {
    const wrapped = await (await open(vaultKey)).wrapNewKey();
    entra.server.use(...createMockKeyVault({ clientId: "another identity" }).handlers);
    await expect(loadKeyRing({ keys: wrapped, ...noFile }, open)).rejects.toMatchObject({
      code: "configuration_invalid",
      message: expect.stringMatching(/Caller is not authorized.*the role “Key Vault Crypto User”/),
    });
  });

  it("stay shut for a wrong credential", async () => {
    const wrapped = await (await open(vaultKey)).wrapNewKey();
    const failure = loadKeyRing({ keys: wrapped, ...noFile }, async (url) => open(url, "wrong~secret"));
    await expect(failure).rejects.toThrow(/SESSION_KEY_VAULT_KEY .*AADSTS7000215/);
  });

  it.each([randomBytes(32).toString("base64"), "v1.abc"])(
    "are not taken for wrapped when they are not",
    async (key) => {
      await expect(loadKeyRing({ keys: key, ...noFile }, open)).rejects.toThrow(/not wrapped by Key Vault/);
    },
  );

  it.each(["https://workshop.vault.azure.net", `${vaultKey}/0123`, "http://workshop.vault.azure.net/keys/a"])(
    "%s is no key of a vault",
    async (url) => {
      await expect(open(url)).rejects.toThrow(
        /SESSION_KEY_VAULT_KEY is .* Expected the address of an RSA key/,
      );
    },
  );
});
