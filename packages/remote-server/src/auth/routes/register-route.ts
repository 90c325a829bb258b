import { InvalidClientMetadataError } from "../../http/older-sdk.ts";
import type { RequestHandler } from "express";
import { type ClientRegistry, clientRegistration } from "../clients/client-registry.ts";
import { withoutEmptyValues } from "../rules/without-empty-values.ts";

/**
 * `POST /register` (RFC 7591). The SDK's handler accepts any redirect URI, stores all other fields, and
 * issues secrets that prove nothing.
 *
 * The answer says what was registered. It may have fewer redirect URIs than the request: only those that can
 * be used (§3.2.1).
 */
export function registerRoute(clients: Pick<ClientRegistry, "register">): RequestHandler {
  return async (request, response) => {
    const parsed = clientRegistration.safeParse(withoutEmptyValues(request.body));
    if (!parsed.success) {
      const field = String(parsed.error.issues[0]?.path[0] ?? "the body");
      throw new InvalidClientMetadataError(
        `${field}: not of the form that RFC 7591 §2 describes, or too long`,
      );
    }
    response.status(201).json(await clients.register(parsed.data));
  };
}
