import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { z } from "zod";
import { isAcceptableRedirectUri } from "../../rules/redirect-uris.ts";
import { withoutEmptyValues } from "../../rules/without-empty-values.ts";
import { unusableDocument } from "./client-document-error.ts";

/** What MCP asks of a document, and what the draft forbids in it; the rest of it is not kept. */
const clientDocument = z.object({
  client_id: z.string(),
  client_name: z.string().trim().min(1).max(200),
  redirect_uris: z.array(z.unknown()).min(1),
  application_type: z.enum(["native", "web"]).optional().catch(undefined),
  // defence:12 A document is public: a secret in it would be one that everybody knows.
  client_secret: z.never().optional(),
  client_secret_expires_at: z.never().optional(),
  token_endpoint_auth_method: z.string().optional(),
  /** All that the client can do, where it can do more than what it prefers (OpenID Connect Relying Party Metadata Choices). */
  token_endpoint_auth_methods_supported: z.array(z.unknown()).optional(),
});

type ClientDocument = z.output<typeof clientDocument>;

const publicClientsOnly =
  "none, or none among the methods supported, since this server knows public clients only";
const expectations: Record<keyof ClientDocument, string> = {
  client_id: "its own address",
  client_name: "a name of at most 200 characters",
  redirect_uris: "a list of at least one",
  application_type: "native or web",
  client_secret: "none: no secret belongs into a public document",
  client_secret_expires_at: "none: no secret belongs into a public document",
  token_endpoint_auth_method: publicClientsOnly,
  token_endpoint_auth_methods_supported: publicClientsOnly,
};

/**
 * The client that a document describes.
 *
 * Redirect URIs that no code may be sent to are left out rather than refused: one document serves a client at all servers,
 * and may list a private scheme for another one.
 *
 * @param clientId the address that the document came from.
 * @throws ClientDocumentError
 */
export function checkDocument(clientId: string, text: string): OAuthClientInformationFull {
  const parsed = clientDocument.safeParse(withoutEmptyValues(parseJson(text)));
  if (!parsed.success) throw unusableDocument(expectationOf(parsed.error));
  const { client_id: claimed, client_name, redirect_uris: listed, application_type } = parsed.data;
  // defence:7 Byte for byte: a document that speaks for another address is not that client's: it is a copy.
  if (claimed !== clientId) throw unusableDocument("client_id: expected its own address");
  // defence:80 Who demands a proof of possession counts on being asked for it: to let such a client in without one would let anybody
  // in under its name.
  if (!offersNone(parsed.data))
    throw unusableDocument(`token_endpoint_auth_method: expected ${publicClientsOnly}`);
  const redirectUris = listed.filter((uri) => isAcceptableRedirectUri(uri));
  if (redirectUris.length === 0) {
    throw unusableDocument("redirect_uris: expected one with https, or with http on a loopback address");
  }
  return {
    client_id: clientId,
    client_name,
    redirect_uris: redirectUris,
    ...(application_type === undefined ? {} : { application_type }),
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}

/**
 * Whether the client is content to be a public one. ChatGPT, for one, prefers a proof of possession (private_key_jwt) and offers none as
 * well. What is left out means none here: no client can have agreed on a secret with us.
 */
function offersNone({
  token_endpoint_auth_method: preferred,
  token_endpoint_auth_methods_supported: supported,
}: ClientDocument): boolean {
  const offered = supported ?? [preferred ?? "none"];
  return preferred === "none" || offered.includes("none");
}

function expectationOf(error: z.ZodError): string {
  const name = String(error.issues[0]?.path[0] ?? "");
  const expected = Object.entries(expectations).find(([field]) => field === name)?.[1];
  return expected === undefined ? "expected a JSON object" : `${name}: expected ${expected}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
