import { randomUUID } from "node:crypto";
import { isLoopbackHost, type Now, type RecordAuditEvent, type Store } from "@mcp-entra/auth-core";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import { InvalidClientMetadataError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import {
  type OAuthClientInformationFull,
  OAuthClientInformationFullSchema,
} from "@modelcontextprotocol/sdk/shared/auth.js";

const clientLifetimeSeconds = 90 * 24 * 60 * 60;
const maximumRedirectUris = 10;
const maximumUriLength = 2_000;

/**
 * The MCP clients that have registered themselves (RFC 7591). They live in the store, so that a client is still known
 * after a restart.
 */
export function createClientRegistry(
  store: Pick<Store, "get" | "set">,
  { audit, now }: { audit: RecordAuditEvent; now: Now },
): Required<OAuthRegisteredClientsStore> {
  return {
    getClient: async (clientId) => {
      const record = await store.get(recordKey(clientId));
      return record === undefined ? undefined : OAuthClientInformationFullSchema.parse(JSON.parse(record));
    },
    registerClient: async (registration) => {
      requireAcceptableRedirectUris(registration.redirect_uris);
      const client = publicClient(registration, now());
      await store.set(recordKey(client.client_id), JSON.stringify(client), clientLifetimeSeconds);
      audit({ event: "client_registered", outcome: "success", client: client.client_id });
      return client;
    },
  };
}

function recordKey(clientId: string): string {
  return `client:${clientId}`;
}

/**
 * Every client becomes a public one, whatever it asked for: anybody can register, so a secret handed out here would
 * prove nothing. PKCE does the proving.
 */
function publicClient(
  registration: Omit<OAuthClientInformationFull, "client_id" | "client_id_issued_at">,
  now: number,
): OAuthClientInformationFull {
  const { client_secret: _secret, client_secret_expires_at: _expiry, ...metadata } = registration;
  return {
    ...metadata,
    // Ours to choose: a client that could name itself could also take another one's name.
    client_id: randomUUID(),
    client_id_issued_at: Math.floor(now / 1_000),
    token_endpoint_auth_method: "none",
  };
}

/** The SDK's handler accepts http://evil.example, file:, javascript: and empty lists; codes would be sent there. */
function requireAcceptableRedirectUris(uris: readonly string[]): void {
  if (uris.length === 0 || uris.length > maximumRedirectUris) {
    throw new InvalidClientMetadataError(`redirect_uris: expected 1 to ${maximumRedirectUris} of them`);
  }
  if (!uris.every((uri) => isAcceptableRedirectUri(uri))) {
    throw new InvalidClientMetadataError(
      "redirect_uris: each must be https, or http on localhost, 127.0.0.1 or [::1], without user name and fragment",
    );
  }
}

/** Whether an authorization code may ever be sent to this address (RFC 8252 §7.3, RFC 9700 §4.1). */
export function isAcceptableRedirectUri(uri: string): boolean {
  const url = URL.canParse(uri) && uri.length <= maximumUriLength ? new URL(uri) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || uri.includes("#")) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}
