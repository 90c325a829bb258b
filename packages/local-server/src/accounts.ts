import type { AccountInfo, AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { AuthenticationError } from "@mcp-entra/auth-core";

/** The signed-in user: an account of the configured directory only. */
export async function findAccount(
  client: PublicClientApplication,
  tenantId: string,
): Promise<AccountInfo | undefined> {
  const accounts = await client.getAllAccounts();
  return accounts.find((account) => account.tenantId === tenantId);
}

/**
 * Keeps only the user who has just signed in: tools act as one person, the last one who signed in.
 *
 * @throws AuthenticationError if the user is from another directory than the configured one.
 */
export async function keepOnly(
  client: PublicClientApplication,
  { account, tenantId: signedInTo }: AuthenticationResult,
  tenantId: string,
): Promise<void> {
  const isForeign = signedInTo !== tenantId;
  const leaving = (await client.getAllAccounts()).filter(
    ({ homeAccountId }) => isForeign || homeAccountId !== account?.homeAccountId,
  );
  for (const other of leaving) await client.getTokenCache().removeAccount(other);
  if (!isForeign) return;
  // For a single-tenant application, Entra refuses users of other tenants itself. But a broker offers every
  // account of the machine.
  throw new AuthenticationError(
    "sign_in_failed",
    `You signed in to another directory (${signedInTo || "unknown"}) than this server is configured for (AZURE_TENANT_ID ${tenantId}). Call the tool again and choose an account of that directory.`,
  );
}
