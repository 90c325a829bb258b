import { InvalidRequestError } from "../../http/older-sdk.ts";
import type { RequestHandler } from "express";
import { z } from "zod";
import type { EntraIdServerAuthProvider } from "../entra-id-server-auth-provider.ts";
import { requireClient } from "./require-client.ts";

const revocation = z.object({ token: z.string().min(1) });

/** `POST /revoke` (RFC 7009). The answer is the same for tokens that exist and tokens that do not. */
export function revokeRoute(
  provider: Pick<EntraIdServerAuthProvider, "clientsStore" | "revokeToken">,
): RequestHandler {
  return async (request, response) => {
    const client = await requireClient(request, provider.clientsStore);
    const form = revocation.safeParse(request.body).data;
    if (form === undefined) throw new InvalidRequestError("token: expected exactly one value");
    await provider.revokeToken(client, form);
    response.json({});
  };
}
