import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import { InvalidClientError, InvalidRequestError } from "../../http/older-sdk.ts";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Request } from "express";
import { z } from "zod";
import { isClientIdUrl } from "../clients/client-id-metadata/client-id-url.ts";
import { withoutEmptyValues } from "../rules/without-empty-values.ts";

const identified = z.object({ client_id: z.string().min(1).optional() });

/**
 * The client that a request names, in its form or with HTTP Basic. All clients are public clients: there is
 * no secret to check.
 *
 * A client's metadata document is NOT read here. /authorize has read it: it decided what the user saw and
 * where the code may go. Both are fixed when the code exists: the code, its challenge and its redirect URI
 * are bound to the client id. If the document changes later, this affects the next sign-in. So a session does
 * not depend on another web site, and no request can make this endpoint fetch an address.
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
 * For a client without a secret, some OAuth libraries send a user name with an empty password (RFC 6749
 * §2.3.1).
 *
 * @returns undefined for other schemes, which are not for this endpoint.
 */
function clientIdInBasic(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +(?<encoded>[\w+/-]+=*) *$/i.exec(authorization ?? "")?.groups?.["encoded"];
  if (encoded === undefined) return undefined;
  const credentials = Buffer.from(encoded, "base64").toString();
  // The last colon: an id that is an address also contains a colon, and some clients do not encode it.
  const colon = credentials.lastIndexOf(":");
  if (colon !== credentials.length - 1 || colon <= 0) {
    throw new InvalidClientError(
      "Clients have no secret here. Send client_id in the form, or HTTP Basic with an empty password.",
    );
  }
  return formDecoded(credentials.slice(0, colon));
}

/** In HTTP Basic, ids are encoded like form values. */
function formDecoded(text: string): string {
  return new URLSearchParams(`id=${text.replaceAll("&", "%26")}`).get("id") ?? "";
}
