import { InvalidClientMetadataError } from "../../http/older-sdk.ts";
import type { RequestHandler } from "express";
import { type ClientRegistry, clientRegistration } from "../clients/client-registry.ts";
import { withoutEmptyValues } from "../rules/without-empty-values.ts";

/**
 * `POST /register` (RFC 7591). The SDK's handler takes redirect URIs of any kind, keeps whatever else is sent, and hands
 * out secrets that prove nothing.
 *
 * The answer says what was kept: of several redirect URIs the ones that can be used, which may be fewer than were sent (§3.2.1).
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
