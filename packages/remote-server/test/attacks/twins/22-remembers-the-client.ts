import { createHmac } from "node:crypto";
import { createOpaqueToken } from "@mcp-entra/auth-core";
import { rememberingProvider } from "./remembering-provider.ts";

const secret = createOpaqueToken();

/** Careless: an attacker cannot forge this cookie, and it holds for one client. But the next request of that client need not be the user's. */
export const EntraIdServerAuthProvider = rememberingProvider({
  approvalOf: (clientId) =>
    `mcp-approved-${clientId}=${createHmac("sha256", secret).update(clientId).digest("base64url")}`,
});
