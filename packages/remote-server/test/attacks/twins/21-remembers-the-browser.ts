import { createOpaqueToken } from "@mcp-entra/auth-core";
import { rememberingProvider } from "./remembering-provider.ts";

const secret = createOpaqueToken();

/** Careless: an attacker cannot forge this cookie. But the cookie does not say which client was allowed. */
export const EntraIdServerAuthProvider = rememberingProvider({
  approvalOf: () => `mcp-approved=${secret}`,
});
