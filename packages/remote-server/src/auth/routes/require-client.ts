import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import { InvalidClientError, InvalidRequestError } from "../../http/older-sdk.ts";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Request } from "express";
import { z } from "zod";
import { isClientIdUrl } from "../clients/client-id-metadata/client-id-url.ts";
import { withoutEmptyValues } from "../rules/without-empty-values.ts";

const identified = z.object({ client_id: z.string().min(1).optional() });

/**
 * The client that a request names, in its form or in the way of HTTP Basic. All clients are public ones: there is no secret to check.
 *
 * The metadata document of a client that has one is NOT read here. It was at /authorize, where it said what the user was
 * shown and where the code may go; both are settled once the code exists, and the code, its challenge and its redirect URI
 * are bound to the client id. A document that has changed since then counts for the next sign-in. So a session does not
 * depend on a stranger's web site, and this endpoint fetches nothing for strangers.
 *
 * @throws OAuthError
 */
export async function requireClient(
  request: Pick<Request, "body" | "headers">,
  clients: OAuthRegisteredClientsStore,
): Promise<OAuthClientInformationFull> {
  const clientId = clientIdIn(request);
  if (isClientIdUrl(clientId)) return { client_id: clientId, redirect_uris: [] };
  const client = await clients.getClient(clientId);
  if (client === undefined)
    throw new InvalidClientError("This client is not registered here (any more). Register again.");
  return client;
}

function clientIdIn({ body, headers }: Pick<Request, "body" | "headers">): string {
  const form = identified.safeParse(withoutEmptyValues(body ?? {})).data;
  const named = [form?.client_id, clientIdInBasic(headers.authorization)].filter((id) => id !== undefined);
  const [clientId] = named;
  if (form === undefined || clientId === undefined || new Set(named).size > 1) {
    throw new InvalidRequestError("client_id: expected exactly one value");
  }
  return clientId;
}

/**
 * Some OAuth libraries send a client without a secret as a user without a password (RFC 6749 §2.3.1).
 *
 * @returns undefined for other schemes: these are not for this endpoint.
 */
function clientIdInBasic(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +(?<encoded>[\w+/-]+=*) *$/i.exec(authorization ?? "")?.groups?.["encoded"];
  if (encoded === undefined) return undefined;
  const credentials = Buffer.from(encoded, "base64").toString();
  // The last colon: an id that is an address has one of its own, and not everybody encodes it.
  const colon = credentials.lastIndexOf(":");
  if (colon !== credentials.length - 1 || colon <= 0) {
    throw new InvalidClientError(
      "Clients have no secret here. Send client_id in the form, or HTTP Basic with an empty password.",
    );
  }
  return formDecoded(credentials.slice(0, colon));
}

/** Ids in HTTP Basic are encoded like values of a form. */
function formDecoded(text: string): string {
  return new URLSearchParams(`id=${text.replaceAll("&", "%26")}`).get("id") ?? "";
}
