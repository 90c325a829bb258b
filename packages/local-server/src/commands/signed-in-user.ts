import { type AccountInfo, PublicClientApplication } from "@azure/msal-node";
import { messageOf } from "@mcp-entra/auth-core/without-msal";
import { findAccount } from "../accounts.ts";
import type { LocalServerConfig } from "../config.ts";
import { cacheLocation } from "../token-cache/cache-location.ts";
import { createKeySource } from "../token-cache/open-token-cache.ts";
import { createTokenFile, type TokenFileContent } from "../token-cache/token-file.ts";

/** What is known about the signed-in user, without any change and without the network. */
export interface SignedInUser {
  account: AccountInfo | undefined;
  /** The encrypted file; undefined if there is no key for it. */
  path: string | undefined;
  /** The place of the key, or why there is none. */
  key: string;
  state: TokenFileContent["state"];
  /** Why the file cannot be read, if it cannot. */
  reason: string | undefined;
}

/** @throws ConfigurationError if the configured key file cannot be used. */
export async function readSignedInUser(config: LocalServerConfig): Promise<SignedInUser> {
  const location = cacheLocation(config.tokenCache.folder, config.entra);
  const keySource = createKeySource(config.tokenCache, location);
  try {
    const missing = await keySource.open().then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
    if (missing !== undefined) {
      return { account: undefined, path: undefined, key: missing, state: "missing", reason: undefined };
    }
    const file = createTokenFile(location, keySource);
    const content = await file.read();
    return {
      account: content.state === "opened" ? await accountIn(content.text, config) : undefined,
      path: file.path,
      key: keySource.description,
      state: content.state,
      reason: content.state === "unreadable" ? content.reason : undefined,
    };
  } finally {
    void keySource.close();
  }
}

async function accountIn(text: string, { entra }: LocalServerConfig): Promise<AccountInfo | undefined> {
  const client = new PublicClientApplication({
    auth: { clientId: entra.clientId, authority: `${entra.authorityHost}/${entra.tenantId}` },
    cache: {
      cachePlugin: {
        beforeCacheAccess: async ({ tokenCache }) => tokenCache.deserialize(text),
        afterCacheAccess: async () => undefined,
      },
    },
  });
  return findAccount(client, entra.tenantId);
}
