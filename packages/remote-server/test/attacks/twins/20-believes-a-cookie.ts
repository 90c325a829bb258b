import { rememberingProvider } from "./remembering-provider.ts";

/** Careless: a cookie that anybody can write says that this client was allowed. */
export const EntraIdServerAuthProvider = rememberingProvider({
  approvalOf: (clientId) => `mcp-approved=${clientId}`,
});
