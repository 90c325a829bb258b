/** What MSAL builds an account's `homeAccountId` from. */
export const clientInfo = (userId: string, tenantId: string): string =>
  Buffer.from(JSON.stringify({ uid: userId, utid: tenantId })).toString("base64url");
