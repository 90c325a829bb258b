import { randomUUID } from "node:crypto";
import { type Now, type RecordAuditEvent, type Store } from "@mcp-entra/auth-core";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import {
  CustomOAuthError,
  InvalidClientMetadataError,
  OAuthClientInformationFullSchema,
} from "../../http/older-sdk.ts";
import { z } from "zod";
import type { ClientDocuments } from "./client-id-metadata/client-documents.ts";
import { isClientIdUrl } from "./client-id-metadata/client-id-url.ts";
import { usableName } from "./client-name.ts";
import { type Places, withPlaces } from "../rules/places.ts";
import { isAcceptableRedirectUri } from "../rules/redirect-uris.ts";

const daySeconds = 24 * 60 * 60;
/**
 * Every program can register. If no user signs in with a client, the registration is deleted after a week. (A
 * day would be too short: a user may add a server on Friday and sign in on Monday.)
 */
export const unusedSeconds = 7 * daySeconds;
/** Since the last sign-in. */
const usedSeconds = 90 * daySeconds;
const maximumRedirectUris = 10;
/** In characters. Real registrations have some hundreds. */
const longestRecord = 4_000;

// defence:6-fields
/** The stored fields of a registration. Every program can write here, so each field has a maximum size. */
export const clientRegistration = z.object({
  /** A text that is not a URI is removed later, with the URIs that cannot be used. */
  redirect_uris: z.array(z.unknown()),
  client_name: z.string().max(200).exactOptional(),
  // A server ignores unknown metadata (RFC 7591 §2).
  application_type: z.enum(["native", "web"]).optional().catch(undefined),
});

type ClientRegistration = z.output<typeof clientRegistration>;

/** The SDK's schema does not have `application_type` (OpenID Connect Registration §2) and would remove it. */
const registeredClient = OAuthClientInformationFullSchema.extend({
  application_type: z.enum(["native", "web"]).exactOptional(),
});

/**
 * The MCP clients that this server knows. Registered clients are in the store, so they are known after a
 * restart. If the client id is the address of a metadata document, the client is read from there.
 */
export interface ClientRegistry extends OAuthRegisteredClientsStore {
  /** @param askedFrom the caller's network, for its share of the fetches. @throws ClientDocumentError */
  getClient(clientId: string, askedFrom?: string): Promise<OAuthClientInformationFull | undefined>;
  /**
   * A user has signed in with this client, so it is kept for longer.
   *
   * @returns the name that a registered client gave itself. A metadata document is not read for this.
   */
  recognize(clientId: string): Promise<string | undefined>;
  /** The name of a registered client, if it is safe to show. A metadata document is not read for this. */
  nameOf(clientId: string): Promise<string | undefined>;
  /** @throws OAuthError `invalid_redirect_uri` */
  register(registration: ClientRegistration): Promise<OAuthClientInformationFull>;
}

export interface ClientRegistryOptions {
  audit: RecordAuditEvent;
  now: Now;
  documents: ClientDocuments;
  /** For the clients that no user has signed in with. */
  places: Places;
}

export function createClientRegistry(
  store: Pick<Store, "get" | "set" | "delete">,
  { audit, now, documents, places }: ClientRegistryOptions,
): ClientRegistry {
  const findRegistered = async (clientId: string): Promise<OAuthClientInformationFull | undefined> => {
    // defence:2 Only clients that have registered are known.
    const record = await store.get(recordKey(clientId));
    if (record === undefined) return undefined;
    // defence:5-read A record that does not match the schema counts as missing: the client has to register
    // again.
    return registeredClient.safeParse(JSON.parse(record)).data;
  };
  const unused = withPlaces(store, places);
  return {
    getClient: async (clientId, askedFrom = "") =>
      isClientIdUrl(clientId) ? documents.read(clientId, askedFrom) : findRegistered(clientId),
    recognize: async (clientId) => {
      const client = isClientIdUrl(clientId) ? undefined : await findRegistered(clientId);
      if (client === undefined) return undefined;
      // First the place, then the longer lifetime: a new registration must not displace a client that is in
      // use.
      await places.leave(recordKey(clientId));
      await store.set(recordKey(clientId), JSON.stringify(client), usedSeconds);
      return client.client_name;
    },
    nameOf: async (clientId) =>
      isClientIdUrl(clientId) ? undefined : usableName((await findRegistered(clientId))?.client_name),
    register: async (registration) => {
      const redirectUris = usableRedirectUris(registration.redirect_uris);
      const { client_name, application_type } = registration;
      const client: OAuthClientInformationFull = {
        ...(client_name !== undefined && { client_name }),
        ...(application_type !== undefined && { application_type }),
        redirect_uris: redirectUris,
        // We choose the id: if clients could choose it, a client could take another client's id.
        client_id: randomUUID(),
        client_id_issued_at: Math.floor(now() / 1_000),
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        // Always a public client: anybody can register, so a secret from here would prove nothing.
        token_endpoint_auth_method: "none",
      };
      const record = JSON.stringify(client);
      // defence:53-record
      if (record.length > longestRecord)
        throw new InvalidClientMetadataError("The registration is too long.");
      await unused.set(recordKey(client.client_id), record, unusedSeconds);
      const leftOut = registration.redirect_uris.length - redirectUris.length;
      const reason = leftOut === 0 ? undefined : `redirect URIs left out: ${leftOut}`;
      audit({ event: "client_registered", outcome: "success", client: client.client_id, reason });
      return client;
    },
  };
}

function recordKey(clientId: string): string {
  return `client:${clientId}`;
}

/**
 * The URIs that may get a code. For example, Cursor lists three, and one has a private-use scheme. We do not
 * register that one, and Cursor signs in with another.
 */
function usableRedirectUris(sent: readonly unknown[]): string[] {
  // defence:5 A code must not be sent unencrypted, or to a script or a file.
  const usable = sent.filter((uri) => isAcceptableRedirectUri(uri));
  if (usable.length === 0 || usable.length > maximumRedirectUris) {
    throw invalidRedirectUri(
      `redirect_uris: expected 1 to ${maximumRedirectUris} that are https, or http on localhost, 127.0.0.1 or [::1], without user name and fragment, in ASCII`,
    );
  }
  return [...new Set(usable)];
}

/** RFC 7591 §3.2.2 has a separate error code for this. */
function invalidRedirectUri(description: string): CustomOAuthError {
  return new CustomOAuthError("invalid_redirect_uri", description);
}
