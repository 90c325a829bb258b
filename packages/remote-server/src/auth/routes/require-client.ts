import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import { InvalidClientError, InvalidRequestError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { z } from "zod";
import { isClientIdUrl } from "../clients/client-id-metadata/client-id-url.ts";

const identified = z.object({ client_id: z.string().min(1) });

/**
 * The client that a form names. All clients are public ones: there is no secret to check.
 *
 * The metadata document of a client that has one is NOT read here. It was at /authorize, where it said what the user was
 * shown and where the code may go; both are settled once the code exists, and the code, its challenge and its redirect URI
 * are bound to the client id. A document that has changed since then counts for the next sign-in. So a session does not
 * depend on somebody's web site, and this endpoint fetches nothing for strangers.
 *
 * @throws OAuthError
 */
export async function requireClient(
  form: unknown,
  clients: OAuthRegisteredClientsStore,
): Promise<OAuthClientInformationFull> {
  const clientId = identified.safeParse(form).data?.client_id;
  if (clientId === undefined) throw new InvalidRequestError("client_id: expected exactly one value");
  if (isClientIdUrl(clientId)) return { client_id: clientId, redirect_uris: [] };
  const client = await clients.getClient(clientId);
  if (client === undefined)
    throw new InvalidClientError("This client is not registered here (any more). Register again.");
  return client;
}
