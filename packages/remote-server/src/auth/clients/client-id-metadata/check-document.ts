import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { z } from "zod";
import { isAcceptableRedirectUri } from "../../rules/redirect-uris.ts";
import { withoutEmptyValues } from "../../rules/without-empty-values.ts";
import { unusableDocument } from "./client-document-error.ts";

/** What MCP requires in a document, and what the draft forbids. We do not keep other fields. */
const clientDocument = z.object({
  client_id: z.string(),
  client_name: z.string().trim().min(1).max(200),
  redirect_uris: z.array(z.unknown()).min(1),
  application_type: z.enum(["native", "web"]).optional().catch(undefined),
  // defence:12 A document is public, so everybody would know a secret in it.
  client_secret: z.never().optional(),
  client_secret_expires_at: z.never().optional(),
  token_endpoint_auth_method: z.string().optional(),
  /**
   * All methods that the client supports, if it supports more than the preferred one (OpenID Connect Relying
   * Party Metadata Choices).
   */
  token_endpoint_auth_methods_supported: z.array(z.unknown()).optional(),
});

type ClientDocument = z.output<typeof clientDocument>;

const publicClientsOnly =
  "none, or none among the methods supported, because this server accepts public clients only";
const expectations: Record<keyof ClientDocument, string> = {
  client_id: "its own address",
  client_name: "a name of at most 200 characters",
  redirect_uris: "a list of at least one",
  application_type: "native or web",
  client_secret: "none: a public document must not contain a secret",
  client_secret_expires_at: "none: a public document must not contain a secret",
  token_endpoint_auth_method: publicClientsOnly,
  token_endpoint_auth_methods_supported: publicClientsOnly,
};

/**
 * The client that a document describes.
 *
 * We ignore redirect URIs that may not get a code, and do not refuse the document. A client has one document
 * for all servers, and may list a private-use scheme for another server.
 *
 * @param clientId the address that the document came from.
 * @throws ClientDocumentError
 */
export function checkDocument(clientId: string, text: string): OAuthClientInformationFull {
  const parsed = clientDocument.safeParse(withoutEmptyValues(parseJson(text)));
  if (!parsed.success) throw unusableDocument(expectationOf(parsed.error));
  const { client_id: claimed, client_name, redirect_uris: listed, application_type } = parsed.data;
  // defence:7 Compared byte by byte: a document that names another address is a copy, and not this client's
  // document.
  if (claimed !== clientId) throw unusableDocument("client_id: expected its own address");
  // defence:80 The client relies on a proof of possession. If we did not ask for it, everybody could use the
  // client's name.
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
 * Whether the client accepts to be a public client. For example, ChatGPT prefers a proof of possession
 * (private_key_jwt) and also supports “none”. A missing method means “none” here: no client can share a
 * secret with us.
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
