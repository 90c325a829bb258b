import { InvalidInputError } from "../control/parse-input.ts";
import { graphResource } from "../directory/directory.ts";
import type { Directory } from "../directory/directory.ts";
import type { Application } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { issueApiAccessToken } from "../tokens/api-access-token.ts";
import { issueAppOnlyAccessToken } from "../tokens/app-only-access-token.ts";
import { issueGraphAccessToken } from "../tokens/graph-access-token.ts";
import { issueIdToken } from "../tokens/id-token.ts";
import type { ForgeSubject } from "./forge-request.ts";
import {
  type JwtParts,
  leaveUnsigned,
  signParts,
  signWithPublicKey,
  spoilSignature,
  takeApart,
} from "./forged-jwt.ts";
import type { ForgeryKind } from "./forgery-kinds.ts";

type Forgery = (exchange: Exchange, subject: ForgeSubject) => Promise<string>;

/** Each has exactly one fault. If the fault is not the signature, the mock's real key has signed it. */
export const forgeries: Record<ForgeryKind, Forgery> = {
  /** It has no fault. */
  valid: issueApiAccessToken,
  /** One bit of the signature is wrong. */
  signature: async (exchange, subject) => spoilSignature(await issueApiAccessToken(exchange, subject)),
  /** `kid` names a key that is not published. */
  unknownKid: alter(({ header, claims }) => ({ header: { ...header, kid: "unknown-key" }, claims })),
  /** `alg: none`, without a signature. */
  algNone: async (exchange, subject) =>
    leaveUnsigned(takeApart(await issueApiAccessToken(exchange, subject))),
  /** `alg: HS256`, with the public key as the secret. */
  hs256WithPublicKey: async (exchange, subject) => {
    const parts = takeApart(await issueApiAccessToken(exchange, subject));
    return signWithPublicKey(parts, exchange.state.signingKeys.current().publicKey);
  },
  /** Another `iss`. */
  issuer: alterClaims(({ tid }) => ({ iss: `https://issuer.example/${String(tid)}/v2.0` })),
  /** Another `aud`. */
  audience: alterClaims(() => ({ aud: strangerId })),
  /** Of another tenant: another `tid`, and its `iss`. The same keys sign the tokens of all tenants. */
  tenant: alterClaims(({ iss, tid }) => ({
    iss: String(iss).replace(String(tid), strangerId),
    tid: strangerId,
  })),
  /**
   * A real token of the second tenant: its issuer, its key, its user with her roles there, and this API's
   * audience.
   */
  secondTenant: (exchange, subject) => {
    const [, secondTenant] = exchange.state.tenants;
    if (!secondTenant) throw new InvalidInputError("forge.secondTenant: there is no second tenant.");
    const { tenant, users } = secondTenant.directory;
    const [user] = users;
    if (!user) throw new InvalidInputError(`forge.secondTenant: ${tenant.displayName} has no user.`);
    const state = { ...secondTenant, directory: withApi(secondTenant.directory, subject.api) };
    return issueApiAccessToken({ ...exchange, state }, { ...subject, tenant, user });
  },
  /** Expired an hour ago. */
  expired: alterClaims(({ iat, exp }) =>
    shiftTimes(Number(iat), Number(exp), Number(iat) - Number(exp) - hour),
  ),
  /** Valid in an hour. */
  notYetValid: alterClaims(({ iat, exp }) => shiftTimes(Number(iat), Number(exp), 2 * hour)),
  /** Version 1: the API gets it if `requestedAccessTokenVersion` is not changed. */
  v1: (exchange, subject) => issueApiAccessToken(withUntouchedManifest(exchange, subject), subject),
  /** The client acts without a user: no user, and no `scp`. */
  appOnly: async (exchange, { tenant, application, resource, accessTokenSeconds }) => {
    const principal = exchange.state.directory.findServicePrincipal(application.appId);
    if (!principal)
      throw new InvalidInputError(`forge.client: ${application.appId} has no service principal.`);
    const resourceName = resource.appId;
    const client = { tenant, principal, resource, resourceName, clientAuthentication: "1" } as const;
    return issueAppOnlyAccessToken(exchange, { ...client, accessTokenSeconds });
  },
  /** The API's own id token: correct issuer, audience and key, but no permission. */
  idTokenAsAccessToken: (exchange, subject) =>
    issueIdToken(exchange, {
      ...subject,
      application: subject.api,
      scopes: { ...subject.scopes, asked: ["openid", "profile"] },
    }),
  /** For Microsoft Graph: forwarded as if it were for the API. */
  graphToken: (exchange, subject) => {
    const resource = graphResource(exchange.state.directory);
    const scopes = { asked: ["User.Read"], resource, resourceName: "", values: ["User.Read"] };
    return issueGraphAccessToken(exchange, { ...subject, scopes, granted: ["User.Read"] });
  },
};

const hour = 3600;

/** Belongs to no application and no user. */
const strangerId = "99999999-9999-4999-8999-999999999999";

function alter(change: (parts: JwtParts) => JwtParts): Forgery {
  return async (exchange, subject) => {
    const parts = takeApart(await issueApiAccessToken(exchange, subject));
    return signParts(change(parts), exchange.state.signingKeys.current().privateKey);
  };
}

function alterClaims(change: (claims: JwtParts["claims"]) => JwtParts["claims"]): Forgery {
  return alter(({ header, claims }) => ({ header, claims: { ...claims, ...change(claims) } }));
}

function shiftTimes(iat: number, exp: number, seconds: number) {
  return { iat: iat + seconds, nbf: iat + seconds, exp: exp + seconds };
}

/** As if the API were multitenant, and a user there had consented to it. */
function withApi(directory: Directory, api: Application): Directory {
  const findApplication = (appId: string) =>
    directory.findApplication(appId) ?? (appId === api.appId ? api : undefined);
  return { ...directory, findApplication };
}

function withUntouchedManifest(exchange: Exchange, { api }: ForgeSubject): Exchange {
  const untouched = { ...api, api: { ...api.api, requestedAccessTokenVersion: null } };
  const directory: Directory = { ...exchange.state.directory, findApplication: () => untouched };
  return { ...exchange, state: { ...exchange.state, directory } };
}
