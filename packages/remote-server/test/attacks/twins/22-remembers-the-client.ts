import { createHmac } from "node:crypto";
import { createOpaqueToken } from "@mcp-entra/auth-core";
import { rememberingProvider } from "./remembering-provider.ts";

const secret = createOpaqueToken();

/** Careless: an attacker cannot forge this cookie, and it is for one client. But the client's next request may come from an attacker. */
export const EntraIdServerAuthProvider = rememberingProvider({
  approvalOf: (clientId) =>
    `mcp-approved-${clientId}=${createHmac("sha256", secret).update(clientId).digest("base64url")}`,
});
