import {
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyOptions,
  type ProtectedHeaderParameters,
} from "jose";
import { z } from "zod";
import type { EntraConfig } from "../config/entra-config.ts";
import type { Authority } from "../entra/discover-authority.ts";
import type { Now } from "../storage/store.ts";
import { openSigningKeys, type SigningKeys, SigningKeysUnavailable } from "./signing-keys.ts";
import type { TokenRefusal } from "./token-refusal.ts";

/** The caller of one of Entra's access tokens for this API. */
export interface TokenBearer {
  /** `application`: no user is signed in, and a program acts for itself. */
  kind: "user" | "application";
  /**
   * `oid`: the user's, or that of the application's service principal. It is the same in every application of
   * the tenant, and is never reused.
   */
  objectId: string;
  /** `azp`: the application that the token was issued to. */
  clientId: string;
  /** `scp`: what the user allows that application to do. Empty for an application's own token. */
  scopes: readonly string[];
  /** `roles`: the app roles of the user, or of the application. */
  roles: readonly string[];
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export type TokenVerification =
  | { kind: "accepted"; bearer: TokenBearer }
  | { kind: "refused"; refusal: TokenRefusal };

export interface AccessTokenVerifier {
  /** It never throws because of a wrong token. */
  verify: (token: string) => Promise<TokenVerification>;
}

export interface AccessTokenVerifierOptions {
  entra: Pick<EntraConfig, "tenantId" | "clientId">;
  authority: Pick<Authority, "issuer" | "jwksUri">;
  /** Application (client) IDs, in lower case, whose tokens are accepted. Empty: no token is. */
  allowedClients: readonly string[];
  /** Whether a program may call with its own token, without a signed-in user. */
  allowsApplications: boolean;
  now?: Now;
  fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Clocks differ by seconds. Microsoft's own libraries allow five minutes. A leaked token should not be valid
 * for that much longer.
 */
const toleranceSeconds = 60;
const text = z.string().min(1);
const words = z.array(z.string()).default([]);
const claimsOfEntra = z.object({
  exp: z.number(),
  oid: text,
  tid: text,
  ver: text.optional(),
  sub: text.optional(),
  azp: text.optional(),
  idtyp: z.string().optional(),
  scp: z.string().optional(),
  roles: words,
});
type EntraClaims = z.output<typeof claimsOfEntra>;

/**
 * Verifies access tokens that Entra has issued for this API: version 2, one tenant, for the allowed clients.
 *
 * Not checked: whether Entra has revoked the sign-in since. The token is valid until it expires. Calls to
 * Graph on behalf of the user notice it earlier.
 *
 * @throws ConfigurationError if Entra's keys cannot be fetched now.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-4
 *
 * @example
 * ```ts
 * const verifier = await openAccessTokenVerifier({
 *   entra: config,
 *   authority: await discoverAuthority(config),
 *   allowedClients: [clientId],
 *   allowsApplications: false,
 * });
 * expect(await verifier.verify(token)).toMatchObject({ kind: "accepted", bearer: { scopes: ["User.Read"] } });
 * ```
 */
export async function openAccessTokenVerifier(
  options: AccessTokenVerifierOptions,
): Promise<AccessTokenVerifier> {
  const keys = await openSigningKeys({ ...options, ...options.authority });
  return {
    verify: async (token) => {
      const signed = await readSigned(token, keys, options);
      return signed.kind === "read" ? judge(signed.claims, options) : signed;
    },
  };
}

/** Checks that Entra has signed this token, for us, and that it is valid now. */
async function readSigned(
  token: string,
  keys: SigningKeys,
  { entra, authority, now = () => Date.now() }: AccessTokenVerifierOptions,
): Promise<{ kind: "read"; claims: JWTPayload } | Refused> {
  const header = headerOf(token);
  if (header === undefined) return refused({ kind: "malformed" });
  // defence:101-algorithm The sender writes the header. `none` needs no key, and HS256 would use our public
  // key as a secret (RFC 8725 §2.1).
  if (header.alg !== "RS256") return refused({ kind: "algorithm" });
  const key = await keyOf(header, keys);
  if (key === "unavailable") return refused({ kind: "keys_unavailable" });
  // defence:101-key
  if (key === undefined) return refused({ kind: "unknown_key" });
  const rules: JWTVerifyOptions = {
    algorithms: ["RS256"],
    // defence:102-issuer The same keys sign the tokens of every tenant.
    issuer: authority.issuer,
    // defence:103-audience In version 2, this is always the application id, and never the App ID URI.
    audience: entra.clientId,
    // defence:104-time
    clockTolerance: toleranceSeconds,
    currentDate: new Date(now()),
    requiredClaims: ["exp"],
  };
  try {
    // defence:101-signature
    const { payload } = await jwtVerify(token, key, rules);
    return { kind: "read", claims: payload };
  } catch (error) {
    return refused(refusalOf(error));
  }
}

/** A valid signature is not enough: checks who the caller is, and what the token permits. */
function judge(
  payload: JWTPayload,
  { entra, allowedClients, allowsApplications }: AccessTokenVerifierOptions,
): TokenVerification {
  const claims = claimsOfEntra.safeParse(payload).data;
  if (claims === undefined) return refused({ kind: "claims" });
  // defence:102-version
  if (claims.ver !== "2.0") return refused({ kind: "version" });
  // defence:102-tenant
  if (claims.tid !== entra.tenantId) return refused({ kind: "tenant" });
  const { azp: clientId, scp = "" } = claims;
  // defence:105-client If users may consent, any application of the tenant can get a token for this API.
  if (!allowedClients.includes(clientId ?? "")) return refused({ kind: "client", clientId });
  const isUser = claims.scp !== undefined && claims.idtyp !== "app";
  // defence:106-permission
  if (!isUser && !isApplication(claims)) return refused({ kind: "permission" });
  // defence:106-application
  if (!isUser && !allowsApplications) return refused({ kind: "application" });
  // defence:106-role Every application of the tenant can get a token for this API. Only an application with a
  // role from an administrator is accepted.
  if (!isUser && claims.roles.length === 0) return refused({ kind: "role" });
  const bearer: TokenBearer = {
    kind: isUser ? "user" : "application",
    objectId: claims.oid,
    clientId: clientId ?? "",
    scopes: isUser ? scp.split(" ").filter((scope) => scope !== "") : [],
    roles: claims.roles,
    expiresAt: claims.exp * 1_000,
  };
  return { kind: "accepted", bearer };
}

/**
 * A user's subject is different in each application. An application's subject is its own object id. An id
 * token has no scopes either, but belongs to a user.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#access-control-lists
 */
function isApplication({ sub, oid }: EntraClaims): boolean {
  return sub === oid;
}

interface Refused {
  kind: "refused";
  refusal: TokenRefusal;
}

function refused(refusal: TokenRefusal): Refused {
  return { kind: "refused", refusal };
}

function headerOf(token: string): ProtectedHeaderParameters | undefined {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

async function keyOf(
  { kid }: ProtectedHeaderParameters,
  keys: SigningKeys,
): Promise<CryptoKey | "unavailable" | undefined> {
  try {
    return kid === undefined ? undefined : await keys.find(kid);
  } catch (error) {
    if (error instanceof SigningKeysUnavailable) return "unavailable";
    throw error;
  }
}

/** The error of jose, as one of our reasons. */
function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWSSignatureVerificationFailed) return { kind: "signature" };
  if (error instanceof errors.JWTExpired) return { kind: "expired" };
  if (!(error instanceof errors.JWTClaimValidationFailed)) return { kind: "malformed" };
  const { claim, payload } = error;
  // Version 1 has another issuer and another audience, so it explains both differences.
  if (payload["ver"] === "1.0" && (claim === "iss" || claim === "aud")) return { kind: "version" };
  if (claim === "iss") return { kind: "issuer" };
  if (claim === "aud") return { kind: "audience" };
  return { kind: claim === "nbf" ? "not_yet_valid" : "claims" };
}
