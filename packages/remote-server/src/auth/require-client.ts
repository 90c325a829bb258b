import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import { InvalidClientError, InvalidRequestError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { z } from "zod";

const identified = z.object({ client_id: z.string().min(1) });

/** The registered client that a form names. All clients are public ones: there is no secret to check. @throws OAuthError */
export async function requireClient(
  form: unknown,
  clients: OAuthRegisteredClientsStore,
): Promise<OAuthClientInformationFull> {
  const clientId = identified.safeParse(form).data?.client_id;
  if (clientId === undefined) throw new InvalidRequestError("client_id: expected exactly one value");
  const client = await clients.getClient(clientId);
  if (client === undefined)
    throw new InvalidClientError("This client is not registered here (any more). Register again.");
  return client;
}
