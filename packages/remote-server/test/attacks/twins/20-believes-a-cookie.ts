import { rememberingProvider } from "./remembering-provider.ts";

/** Careless: a cookie says that this client was allowed. Everybody can write such a cookie. */
export const EntraIdServerAuthProvider = rememberingProvider({
  approvalOf: (clientId) => `mcp-approved=${clientId}`,
});
