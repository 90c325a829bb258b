import { createPrivateKey, randomUUID } from "node:crypto";
import { type JWTHeaderParameters, SignJWT } from "jose";
import { type ClientCertificate, seed } from "../../src/index.ts";
import { authority, type Parameters, postToken, type WireAnswer } from "./protocol.ts";

const { remote } = seed.applications;
export const tokenEndpoint = `${authority}/${seed.tenant.id}/oauth2/v2.0/token`;

function seconds() {
  return Math.floor(Date.now() / 1000);
}

export function base64url(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64url");
}

/** A client assertion as MSAL makes it, except for these claims. `undefined` removes a claim. */
export async function signAssertion(
  { privateKey, thumbprintSha256 }: Pick<ClientCertificate, "privateKey" | "thumbprintSha256">,
  claims: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const now = seconds();
  const payload = {
    aud: tokenEndpoint,
    iss: remote.appId,
    sub: remote.appId,
    jti: randomUUID(),
    nbf: now,
    exp: now + 600,
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "PS256", "x5t#S256": base64url(thumbprintSha256), ...header })
    .sign(createPrivateKey(privateKey));
}

/** Sends an assertion to get a token for Graph. */
export function present(assertion: string, parameters: Parameters = {}): Promise<WireAnswer> {
  return postToken({
    grant_type: "client_credentials",
    client_id: remote.appId,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    scope: "https://graph.microsoft.com/.default",
    ...parameters,
  });
}
